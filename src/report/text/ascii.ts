/** Characters that a terminal could act on or that turn the reading direction, though JSON and YAML may hold them as they are. */
const dangerous = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]/g;

export const hasDangerous = (text: string): boolean => new RegExp(dangerous.source).test(text);

/** Written as `\u009b`: the same value for whoever reads the document. Only for text inside of double quotes. */
export const escapeUnicode = (text: string): string =>
  text.replace(dangerous, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
