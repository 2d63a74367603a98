/**
 * JSON of an object that is made once in the object's life: a history is joined from texts, so that the thousandth turn
 * costs about what the first did. One memory for each wire format.
 */
export type EncodeOnce = (key: object, encode: () => unknown) => string;

export function createEncodeOnce(): EncodeOnce {
  const encoded = new WeakMap<object, string>();
  return (key, encode) => {
    let json = encoded.get(key);
    if (json === undefined) {
      json = JSON.stringify(encode());
      encoded.set(key, json);
    }
    return json;
  };
}
