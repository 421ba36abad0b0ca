/** `Type:` of a volume in a description begins with its kind; the API's name of it. */
const types: readonly (readonly [RegExp, string])[] = [
  [/^PersistentVolumeClaim/, 'persistentVolumeClaim'],
  [/^NFS/, 'nfs'],
  [/^CSI/, 'csi'],
  [/^EmptyDir/, 'emptyDir'],
  [/^HostPath/, 'hostPath'],
  [/^ConfigMap/, 'configMap'],
  [/^Secret/, 'secret'],
  [/^(?:Projected|DownwardAPI)/, 'projected'],
];

export type VolumeDraft = { [name: string]: unknown };

/** A line below the name of a volume. */
export const volumeField = (volume: VolumeDraft, key: string, value: string): void => {
  if (key === 'Type') volume[types.find(([type]) => type.test(value))?.[1] ?? 'other'] = {};
  else if (key === 'Medium' && value !== '' && volume['emptyDir'] !== undefined) volume['emptyDir'] = { medium: value };
};
