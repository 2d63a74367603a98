/**
 * Text for `stream`: each piece is one token of OpenAI's o200k, also beside its neighbours; a test holds that true of the whole
 * text. Where `stream` cuts it off, the pieces of the last clause may merge and count as a few less.
 */
import type { DemoLanguage } from './demo-commands.ts';

const PIECES: Record<DemoLanguage, readonly string[]> = {
  en: ' A small boat leaves the harbour before the sun is up, and nobody on the shore can see it go. The water is quiet. An old man holds the rope and thinks about the weather, his daughter, and the long way home. When the light comes, it comes all at once: first the hills, then the roofs, then the white birds above the market. By noon the boat is back, the baskets are full, and the whole street smells of salt and bread.'.split(
    /(?=[ .,:])/,
  ),
  zh: '天|还|没有|亮|，一|只|小|船|就|出了|港|口|，|岸|上|没有|人|看到|它|。|水|面|很|安|静|。|老人|坐|着|，|想着|天气|、|孩子|，还有|回|家的|路|。|太阳|出来|的时候|，|先|是|山|，然后|是|屋|顶|，|最后|是|市场|上的|白|鸟|。|到了|中|午|，|船|回|来了|，|整|条|街|都是|面|包|的|香|味|。'.split(
    '|',
  ),
};

/** The `index`-th token of a text without end. */
export function proseToken(language: DemoLanguage, index: number): string {
  const pieces = PIECES[language];
  const piece = pieces[index % pieces.length] ?? '';
  return index === 0 ? piece.trimStart() : piece;
}
