/** `java.lang.Object@4211ce0d`, as Objects.toIdentityString prints it: the whole text is the address, unique enough in one dump. */
export const lockIdentity = (text: string): { readonly address: string; readonly className?: string } => {
  const at = text.lastIndexOf('@');
  return at > 0 ? { address: text, className: text.slice(0, at) } : { address: text };
};
