import type { Lang } from '../../model/renderer.ts';
import { type BlockName, blockNames } from './blocks.ts';

const en = `# Incident: {{title}}

{{verdict}}

## Overview

{{overview}}

## Detection

{{detection}}

## Propagation

{{propagation}}

## Timeline

{{timeline}}

## Impact

{{impact}}

## Root cause

{{rootCause}}

### Evidence

{{evidence}}

### What could not be looked at

{{gaps}}

## Actions

Proposed; tick what was done, with the time.

{{actions}}

## Prevention

{{prevention}}

## Follow-ups

{{followUps}}

## Lessons

{{lessons}}
`;

const ko = `# 장애 보고서: {{title}}

{{verdict}}

## 개요

{{overview}}

## 감지

{{detection}}

## 전파 과정

{{propagation}}

## 시간순 기록

{{timeline}}

## 영향

{{impact}}

## 근본 원인

{{rootCause}}

### 증거

{{evidence}}

### 확인하지 못한 것

{{gaps}}

## 조치

제안된 조치입니다. 실제로 한 것에 표시하고 시각을 적으십시오.

{{actions}}

## 재발 방지

{{prevention}}

## 후속 작업

{{followUps}}

## 교훈

{{lessons}}
`;

/** The document jdiag brings along. */
export const incidentTemplate = (lang: Lang): string => (lang === 'ko' ? ko : en);

const place = /\{\{\s*([A-Za-z]+)\s*\}\}/g;

/** Names in a template that are no block, with their lines. */
export const unknownBlocks = (template: string): readonly { readonly name: string; readonly line: number }[] =>
  template
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(place)]
        .map(([, name = '']) => ({ name, line: index + 1 }))
        .filter(({ name }) => !(blockNames as readonly string[]).includes(name)),
    );

/** Every `{{block}}` of a template in the place it stands. */
export const fillTemplate = (template: string, blocks: Readonly<Record<BlockName, string>>): string =>
  `${template.replace(place, (whole, name: string) => blocks[name as BlockName] ?? whole).trimEnd()}\n`;
