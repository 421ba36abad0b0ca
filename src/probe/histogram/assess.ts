const latin1 = new TextDecoder('latin1');

/** What is missing of a histogram as the JVM prints it: its titles in the first lines, the Total line at its end. */
export const assessHistogram = (text: Uint8Array): readonly string[] => {
  if (!/num\s+#instances\s+#bytes/.test(latin1.decode(text.subarray(0, 4096))))
    return ['this does not begin like a class histogram'];
  const tail = latin1.decode(text.subarray(Math.max(0, text.length - 4096)));
  return /^Total\s+\d+\s+\d+/m.test(tail) ? [] : ['the histogram is cut: its Total line is missing'];
};
