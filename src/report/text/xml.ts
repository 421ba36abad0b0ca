/** What XML 1.0 has no way to write, section 2.2: most controls, lone surrogates, two non-characters. */
const noCharacter = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string =>
  text.replace(noCharacter, '\ufffd').replace(/[&<>"]/g, (character) => entities[character] as string);

/** For character data. */
export const xmlText = escaped;

/** For a value between double quotes: line breaks would be read back as blanks. */
export const xmlAttribute = (text: string): string =>
  escaped(text).replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);
