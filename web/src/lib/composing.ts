interface Press {
  isComposing: boolean;
  keyCode: number;
}

/** What browsers say of every key that an input method has taken (UI Events, 7.3.1). */
const TAKEN = 229;

/**
 * Whether a key press belongs to an input method: Enter then chooses a word and sends nothing. Safari ends
 * the composition before it tells of the key that ended it, so `isComposing` is false there and only the
 * key's number tells.
 */
export const isComposing = ({ isComposing: composing, keyCode }: Press): boolean =>
  composing || keyCode === TAKEN;
