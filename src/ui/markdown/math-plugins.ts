/** Formulas, by KaTeX: a module of its own, so that its 80 kB, its style sheet and its fonts come only where there is a formula. */
import 'katex/dist/katex.min.css';
import type { Options } from 'react-markdown';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';

type Plugins = NonNullable<Options['remarkPlugins']>;

export const remarkPlugins: Plugins = [[remarkMath, { singleDollarTextMath: false }]];
/** A model wrote it: nothing may load, link or run, and macros that call each other end soon. */
export const rehypePlugins: Plugins = [
  [rehypeKatex, { trust: false, strict: 'ignore', maxExpand: 200, maxSize: 20, errorColor: 'var(--danger)' }],
];
