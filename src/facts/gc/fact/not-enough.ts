import { leastFloors } from '../growth.ts';

/** The reason why there is no trend yet; `minutes`: what is left to wait, where that is known. */
export const notEnough = (minutes: number | undefined): string =>
  minutes === undefined
    ? `Not enough samples yet: the old generation was not collected ${leastFloors} times, over two minutes, after the first five minutes`
    : `Not enough samples yet: ${Math.max(1, Math.ceil(minutes))} more minutes`;
