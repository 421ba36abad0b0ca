const described =
  /^[ \t]*(?:MemoryPressure|DiskPressure|PIDPressure|Ready)[ \t]+(?:True|False|Unknown)[ \t]+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),/m;
const table = /^NAME[ \t]+STATUS[ \t]+ROLES[ \t]+AGE[ \t]+VERSION\b/m;

/** What kubectl prints of nodes and nothing else does. */
export const isNodeText = (text: string): boolean => table.test(text) || described.test(text);
