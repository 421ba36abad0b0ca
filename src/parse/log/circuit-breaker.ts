import type { Found } from './found.ts';
import { isSpoken } from './spoken.ts';

/**
 * A circuit breaker lets no call through. Resilience4j (CallNotPermittedException.java) `CircuitBreaker 'NAME' is OPEN and does not permit further calls`,
 * also FORCED_OPEN and HALF_OPEN, and its event log `CircuitBreaker 'NAME' changed state from CLOSED to OPEN`; Hystrix `Hystrix circuit short-circuited and is
 * OPEN`; Failsafe and MicroProfile `CircuitBreakerOpenException`.
 */
const words: readonly RegExp[] = [
  /CircuitBreaker '(?<name>[^']{1,200})' is (?:FORCED_|HALF_)?OPEN and does not permit further calls/,
  /CircuitBreaker '(?<name>[^']{1,200})' changed state from \w{1,20} to OPEN/,
  /Hystrix circuit short-circuited and is OPEN/,
  /(?<![\w.$])(?:[\w$]{1,60}\.){1,12}CircuitBreakerOpenException\b/,
];

/** A call was refused because too many before it had failed. */
export const circuitBreakerOpen = (text: string): Found | undefined => {
  for (const pattern of words) {
    const found = pattern.exec(text);
    if (found === null || !isSpoken(text, found.index)) continue;
    const name = found.groups?.['name'];
    return { index: found.index, values: name === undefined ? {} : { breaker: name } };
  }
  return undefined;
};
