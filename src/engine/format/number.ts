import { decimal, type Lang } from './language.ts';

export const count = (value: number): string => decimal(value, Number.isInteger(value) ? 0 : 1);

export const percent = (value: number): string => `${decimal(value, 1)}%`;

export const perMinute = (value: number, lang: Lang): string =>
  lang === 'ko' ? `분당 ${decimal(value, 1)}` : `${decimal(value, 1)} per minute`;

export const cores = (value: number, lang: Lang): string => {
  const digits = decimal(value, 2);
  return lang === 'ko' ? `${digits}코어` : `${digits} ${digits === '1' ? 'core' : 'cores'}`;
};

const steps = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes in powers of 1024: `512 MiB`, `1.5 GiB`. */
export const bytes = (value: number): string => {
  let scaled = value;
  let step = 0;
  while (step < steps.length - 1 && Math.abs(scaled) >= 1024) {
    scaled /= 1024;
    step++;
  }
  return `${decimal(scaled, Math.abs(scaled) < 10 && step > 0 ? 1 : 0)} ${steps[step]}`;
};
