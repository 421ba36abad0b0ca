/** What environment and configuration files say, for flags that were not given. */
export const configured = async () => (await import('../app/settings.ts')).settings();
