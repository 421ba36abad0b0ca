import type { Lang } from '../../model/renderer.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';
import type { Texts } from './texts.ts';

export const textsOf = (lang: Lang): Texts => (lang === 'ko' ? ko : en);
