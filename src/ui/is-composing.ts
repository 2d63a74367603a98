import type { KeyboardEvent } from 'react';

/**
 * An input method is putting a character together: the key is its, not ours. Safari ends the composition before the event of the key
 * that ends it, and only keyCode 229 tells.
 */
export const isComposing = ({ nativeEvent }: KeyboardEvent): boolean =>
  nativeEvent.isComposing || nativeEvent.keyCode === 229;
