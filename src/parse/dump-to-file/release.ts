/** Feature release of a Runtime.Version text: `25.0.3+9-LTS` -> 25. */
export const featureRelease = (version: string): number | undefined => {
  const found = /^(\d{1,3})(?:[.+-]|$)/.exec(version);
  return found === null ? undefined : Number(found[1]);
};
