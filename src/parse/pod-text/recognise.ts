const status =
  '(?:Running|CrashLoopBackOff|OOMKilled|Error|Evicted|Completed|Terminating|Pending|ImagePullBackOff|Unknown|ContainerStatusUnknown)';
const age = '(?:\\d{1,6}[ydhms]){1,4}';

/** What kubectl prints of pods and nothing else does. Each pattern is linear: heads are written by others. */
const certain: readonly RegExp[] = [
  /^[ \t>]*Last (?:Termination )?State:[ \t]+(?:Terminated|Running|Waiting)\b/m,
  /^[ \t>]*Restart Count:[ \t]+\d/m,
  /^[ \t>]*State:[ \t]+(?:Terminated|Running|Waiting)[ \t\r]*\n[ \t>]*(?:Reason|Started|Exit Code):/m,
  /^[ \t>]*Reason:[ \t]+OOMKilled\b/m,
  /^[ \t>]*(?:Init )?Containers:[ \t\r]*\n[ \t>]*\S{1,63}:[ \t\r]*\n/m,
  /^[ \t>]*Type[ \t]+Reason[ \t]+Age[ \t]+From[ \t]+Message/m,
  /^[ \t>]*First ?Seen[ \t]+Last ?Seen[ \t]+Count[ \t]+From[ \t]/m,
  /\bNAME[ \t]+READY[ \t]+STATUS[ \t]+RESTARTS[ \t]+AGE\b/,
  /\bLAST ?SEEN[ \t]+(?:FIRST ?SEEN[ \t]+COUNT|COUNT[ \t]+NAME|TYPE[ \t]+REASON)/,
  /\b(?:POD[ \t]+)?NAME[ \t]+CPU\(cores\)[ \t]+MEMORY\(bytes\)/,
  new RegExp(
    `^[ \\t>]*(?:\\S{1,63}[ \\t]+)?\\S{1,253}[ \\t]+\\d{1,3}/\\d{1,3}[ \\t]+${status}[ \\t]+\\d{1,7}[ \\t]+(?:\\(\\S{1,20} ago\\)[ \\t]+)?${age}\\b`,
    'm',
  ),
  new RegExp(`^[ \\t>]*(?:Normal|Warning)[ \\t]+[A-Z]\\w{2,60}[ \\t]+${age}\\b`, 'm'),
  new RegExp(
    `^[ \\t>]*(?:\\S{1,63}[ \\t]+)?${age}[ \\t]+(?:Normal|Warning)[ \\t]+[A-Z]\\w{2,60}[ \\t]+\\w{1,60}/\\S`,
    'm',
  ),
];

export const isPodText = (text: string): boolean => certain.some((pattern) => pattern.test(text));
