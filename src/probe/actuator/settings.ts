/** What the JVM was told of Actuator, by its arguments, properties or environment, in this order. Not what stands in its jar. */
export type ToldSettings = {
  /** `management.server.port` before `server.port`, as Spring Boot has it. */
  readonly port?: number;
  /** Path that all endpoints are below, without a slash at its end. */
  readonly base: string;
  /** Path of an endpoint below that. */
  readonly pathOf: (endpoint: string) => string;
};

const usualBase = '/actuator';

/** `--a.b-c=V` of the arguments, `-Da.b-c=V` also of JAVA_TOOL_OPTIONS, `A_BC=V` of the environment. */
const wordFor = (property: string, cmdline: string, environ: string): string | undefined => {
  const dotted = property.replaceAll('.', '\\.');
  // The dash goes away; older releases made it a low line, and that is still read.
  const variable = property.toUpperCase().replaceAll('-', '_?').replaceAll('.', '_');
  const found =
    new RegExp(`(?:^|\\0)--${dotted}=([^\\0]*)`).exec(cmdline) ??
    new RegExp(`(?:^|\\0)-D${dotted}=([^\\0]*)`).exec(cmdline) ??
    new RegExp(`(?:^|\\0)${variable}=([^\\0]*)`).exec(environ) ??
    new RegExp(`(?:^|\\0)(?:JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS)=(?:[^\\0]*\\s)?-D${dotted}=([^\\0\\s]*)`).exec(environ);
  return found?.[1];
};

const portIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536 ? Number(text) : undefined;

const pathIn = (text: string | undefined): string | undefined => {
  const path = text?.replace(/\/+$/, '');
  return path !== undefined && /^(?:\/[\w.-]+)*$/.test(path) ? path : undefined;
};

/** Reads /proc/PID/cmdline and environ, words ended by NUL. */
export const toldSettings = (cmdline: string, environ: string): ToldSettings => {
  const told = (property: string): string | undefined => wordFor(property, cmdline, environ);
  const managed = portIn(told('management.server.port'));
  const port = managed ?? portIn(told('server.port'));
  // On a port of its own it has a prefix of its own.
  const prefix =
    pathIn(told(managed === undefined ? 'server.servlet.context-path' : 'management.server.base-path')) ?? '';
  const base = pathIn(told('management.endpoints.web.base-path')) ?? usualBase;
  return {
    ...(port === undefined ? {} : { port }),
    base: `${prefix}${base}`,
    pathOf: (endpoint) =>
      pathIn(told(`management.endpoints.web.path-mapping.${endpoint}`)?.replace(/^\/?/, '/'))?.slice(1) ?? endpoint,
  };
};
