import { describe, expect, test } from 'vitest';
import type { SearchQuery } from '../port.ts';
import { prepared, run, type SubjectOf } from './subject.ts';

/** A search that has to find what is listed, as `path:line:text`. */
type Case = { script: string; query: Partial<SearchQuery>; found: string[]; truncated?: true };

/** A small tree with one `needle` in each file that is to be found, or not. */
const TREE = `
  mkdir -p src/deep build/out .hidden node_modules/pkg
  for f in a.txt src/b.ts src/deep/c.ts build/out/d.js .hidden/e.txt .f.txt node_modules/pkg/g.js; do echo "needle $f" > $f; done`;

const CASES: Record<string, Case> = {
  'a fixed string is no pattern': {
    script: `printf 'a.c\\nabc\\na(\\n' > f`,
    query: { pattern: 'a.c' },
    found: ['f:1:a.c'],
  },
  'a fixed string that would be no pattern': {
    script: `printf 'x\\na([{*\\n' > f`,
    query: { pattern: '([{*' },
    found: ['f:2:a([{*'],
  },
  'a pattern': {
    script: `printf 'abc\\nac\\nabbc\\n' > f`,
    query: { pattern: 'ab+c', regex: true },
    found: ['f:1:abc', 'f:3:abbc'],
  },
  'a pattern that begins with a dash': { script: `echo '-e x' > f`, query: { pattern: '-e' }, found: ['f:1:-e x'] },
  'a pattern that is an option of other programs': {
    script: `echo '--files' > f`,
    query: { pattern: '--files' },
    found: ['f:1:--files'],
  },
  'hidden files and folders are left out': {
    script: TREE,
    query: { pattern: 'needle', glob: '{a.txt,.f.txt,e.txt}' },
    found: ['a.txt:1:needle a.txt'],
  },
  'a hidden folder that is asked for by its name': {
    script: TREE,
    query: { pattern: 'needle', path: '.hidden' },
    found: ['.hidden/e.txt:1:needle .hidden/e.txt'],
  },
  'order is by name at each level, by bytes': {
    script: 'mkdir a; for f in a/z a.b "a b" B ä 漢 😀 ; do echo x > "$f"; done',
    query: { pattern: 'x' },
    found: ['B:1:x', 'a/z:1:x', 'a b:1:x', 'a.b:1:x', 'ä:1:x', '漢:1:x', '😀:1:x'],
  },
  'a folder below': {
    script: TREE,
    query: { pattern: 'needle', path: 'src' },
    found: ['src/b.ts:1:needle src/b.ts', 'src/deep/c.ts:1:needle src/deep/c.ts'],
  },
  'a file as the path': {
    script: TREE,
    query: { pattern: 'needle', path: 'src/b.ts' },
    found: ['src/b.ts:1:needle src/b.ts'],
  },
  'a hidden file as the path': {
    script: TREE,
    query: { pattern: 'needle', path: '.f.txt' },
    found: ['.f.txt:1:needle .f.txt'],
  },
  'unicode, in names and in text': {
    script: `mkdir 'ö 漢'; printf 'straße\\n漢字 x\\n' > 'ö 漢/ñ'`,
    query: { pattern: '漢字' },
    found: ['ö 漢/ñ:2:漢字 x'],
  },
  'a pattern counts characters, not bytes': {
    script: `printf 'ééé\\néé\\n' > f`,
    query: { pattern: '^.{3}$', regex: true },
    found: ['f:1:ééé'],
  },
  'letters of any case': {
    script: `printf 'Needle\\nNEEDLE\\nneedl\\n' > f`,
    query: { pattern: 'nEEDLE', ignoreCase: true },
    found: ['f:1:Needle', 'f:2:NEEDLE'],
  },
  'letters of any case beyond ASCII': {
    script: `printf 'ÄPFEL\\näpfel\\nСЛОВО\\n' > f`,
    query: { pattern: 'Äpfel|слово', regex: true, ignoreCase: true },
    found: ['f:1:ÄPFEL', 'f:2:äpfel', 'f:3:СЛОВО'],
  },
  'lines that end in CR LF end before the CR': {
    script: `printf 'one\\r\\ntwo\\r\\none \\r\\n' > f`,
    query: { pattern: 'one$', regex: true },
    found: ['f:1:one'],
  },
  'a CR within a line is part of it': {
    script: `printf 'a\\rb\\n' > f`,
    query: { pattern: 'a.b', regex: true },
    found: ['f:1:a\rb'],
  },
  'an empty line': { script: `printf 'a\\n\\r\\nb' > f`, query: { pattern: '^$', regex: true }, found: ['f:2:'] },
  'a last line without its end, and none after the last end': {
    script: `printf 'a\\nb' > f; printf 'a\\n' > g`,
    query: { pattern: '^', regex: true },
    found: ['f:1:a', 'f:2:b', 'g:1:a'],
  },
  'digits and words are those of ASCII': {
    script: `printf '٣\\n3\\né\\ne\\n' > f`,
    query: { pattern: '^\\W$|^\\d$', regex: true },
    found: ['f:1:٣', 'f:2:3', 'f:3:é'],
  },
  'a word boundary stands before a letter that is not ASCII': {
    script: `printf 'éfoo\\nxfoo\\nfoo\\n' > f`,
    query: { pattern: '\\bfoo\\b', regex: true },
    found: ['f:1:éfoo', 'f:3:foo'],
  },
  'sets, with what other engines take for operators': {
    script: `printf 'a&&b\\n[x\\nq-r\\nzzz\\n' > f`,
    query: { pattern: '[&&~~[\\-]', regex: true },
    found: ['f:1:a&&b', 'f:2:[x', 'f:3:q-r'],
  },
  'a brace that repeats nothing is a brace': {
    script: `printf 'a{x}\\na{2}\\naa\\n' > f`,
    query: { pattern: 'a{x}|^a{2}$', regex: true },
    found: ['f:1:a{x}', 'f:3:aa'],
  },
  'named groups, flags and properties': {
    script: `printf 'Ärger\\nzorn\\n' > f`,
    query: { pattern: '(?i)(?P<first>\\p{Lu})RGER', regex: true },
    found: ['f:1:Ärger'],
  },
  'escapes that only some engines know': {
    script: `printf 'a/b<c>"d"\\n' > f`,
    query: { pattern: 'a\\/b\\<c\\>\\"d\\"', regex: true },
    found: ['f:1:a/b<c>"d"'],
  },
  'bytes that are no text read as U+FFFD': {
    script: `printf 'a\\xffb\\ncaf\\xe9\\n' > f`,
    query: { pattern: 'a.b|^caf.$', regex: true },
    found: ['f:1:a\uFFFDb', 'f:2:caf\uFFFD'],
  },
  'text beside bytes that are no text': {
    script: `printf 'x \\xe6\\xbc needle\\n' > f`,
    query: { pattern: 'needle' },
    found: ['f:1:x \uFFFD needle'],
  },
  'U+FFFD itself, which such bytes read as': {
    script: `printf 'a\\xff\\nb\\xef\\xbf\\xbd\\nc\\n' > f`,
    query: { pattern: '\uFFFD' },
    found: ['f:1:a\uFFFD', 'f:2:b\uFFFD'],
  },
  'a byte order mark is part of the first line': {
    script: `printf '\\xef\\xbb\\xbfone\\none\\n' > f`,
    query: { pattern: '^one', regex: true },
    found: ['f:2:one'],
  },
  'a byte order mark itself': {
    script: `printf '\\xef\\xbb\\xbfone\\n' > f`,
    query: { pattern: '\uFEFFone' },
    found: ['f:1:\uFEFFone'],
  },
  'a file with a NUL is binary, also far behind the match': {
    script: `echo needle > text; (echo needle; head -c 3M /dev/zero | tr '\\0' x; printf '\\0') > late; printf 'needle\\0\\n' > soon`,
    query: { pattern: 'needle' },
    found: ['text:1:needle'],
  },
  'UTF-16 is binary': {
    script: `printf '\\xff\\xfen\\0e\\0\\n\\0' > f; echo ne > g`,
    query: { pattern: 'ne' },
    found: ['g:1:ne'],
  },
  'of a long line the beginning is kept': {
    script: `(head -c 300000 /dev/zero | tr '\\0' x; echo needle; echo needle) > f`,
    query: { pattern: 'needle', maxLineChars: 5 },
    found: ['f:1:xxxxx', 'f:2:needl'],
  },
  'a clipped line does not end in half a character': {
    script: `echo 'ab😀cd' > f`,
    query: { pattern: 'ab', maxLineChars: 3 },
    found: ['f:1:ab'],
  },
  'a line longer than a MiB is searched up to there, the next one is found': {
    script: `(head -c 3000000 /dev/zero | tr '\\0' x; echo needle; echo needle) > f`,
    query: { pattern: 'needle' },
    found: ['f:2:needle'],
  },
  'lines keep their number over many reads': {
    script: `(seq 1 200000; echo needle; seq 1 50000; echo needle) > f`,
    query: { pattern: 'needle' },
    found: ['f:200001:needle', 'f:250002:needle'],
  },
  'a pattern across many reads keeps numbers too': {
    script: `seq 1 200000 > f`,
    query: { pattern: '^1999(09|10)$', regex: true },
    found: ['f:199909:199909', 'f:199910:199910'],
  },
  'as many as asked for are no truncation': {
    script: `printf 'x\\nx\\n' > a; echo x > b`,
    query: { pattern: 'x', maxMatches: 3 },
    found: ['a:1:x', 'a:2:x', 'b:1:x'],
  },
  'of more than asked for the first are given': {
    script: `printf 'x\\nx\\n' > a; printf 'x\\nx\\n' > b; echo x > c`,
    query: { pattern: 'x', maxMatches: 3 },
    found: ['a:1:x', 'a:2:x', 'b:1:x'],
    truncated: true,
  },
  'a glob on names holds in every folder': {
    script: TREE,
    query: { pattern: 'needle', glob: '*.ts' },
    found: ['src/b.ts:1:needle src/b.ts', 'src/deep/c.ts:1:needle src/deep/c.ts'],
  },
  'a glob with a slash is about the whole path below the folder': {
    script: TREE,
    query: { pattern: 'needle', glob: 'src/*.ts' },
    found: ['src/b.ts:1:needle src/b.ts'],
  },
  'a glob across folders': {
    script: TREE,
    query: { pattern: 'needle', glob: '**/deep/**' },
    found: ['src/deep/c.ts:1:needle src/deep/c.ts'],
  },
  'a glob with alternatives and sets': {
    script: TREE,
    query: { pattern: 'needle', glob: '{src,build}/**/[b-d].{ts,js}' },
    found: [
      'build/out/d.js:1:needle build/out/d.js',
      'src/b.ts:1:needle src/b.ts',
      'src/deep/c.ts:1:needle src/deep/c.ts',
    ],
  },
  'a glob does not bring back what is left out': {
    script: `${TREE}; echo 'node_modules/' > .gitignore`,
    query: { pattern: 'needle', glob: '*.js' },
    found: ['build/out/d.js:1:needle build/out/d.js'],
  },
  '.gitignore holds outside of a repository': {
    script: `${TREE}; printf 'node_modules/\\n/build\\n*.ts\\n' > .gitignore`,
    query: { pattern: 'needle' },
    found: ['a.txt:1:needle a.txt'],
  },
  '.gitignore below overrules the one above': {
    script: `mkdir -p a/b; printf '*.log\\nb/\\n' > .gitignore; printf '!keep.log\\n!b/\\n' > a/.gitignore
      for f in x.log a/x.log a/keep.log a/b/f a/b/keep.log; do echo x > $f; done`,
    query: { pattern: 'x' },
    found: ['a/b/f:1:x', 'a/b/keep.log:1:x', 'a/keep.log:1:x'],
  },
  'in a .gitignore the last rule wins, and what is in a folder left out does not come back': {
    script: `mkdir -p out/in; printf '*.log\\n!a.log\\nout/\\n!out/in/f\\n' > .gitignore
      for f in a.log b.log out/in/f; do echo x > $f; done`,
    query: { pattern: 'x' },
    found: ['a.log:1:x'],
  },
  'in a .gitignore a slash ties a rule to its folder, stars stay in a name': {
    script: `mkdir -p a/b/c; printf '/top\\na/*/deep\\na/**/far\\n\\\\#hash\\n# note\\ntrail  \\n\\\\!bang\\r\\n' > .gitignore
      for f in top a/top a/deep a/b/deep a/b/c/deep a/b/c/far a/far '#hash' trail '!bang' note; do echo x > "$f"; done`,
    query: { pattern: 'x' },
    found: ['a/b/c/deep:1:x', 'a/deep:1:x', 'a/top:1:x', 'note:1:x'],
  },
  'the .gitignore of the session folder holds in a search of a folder below': {
    script: `mkdir -p a/b; printf 'a/b/*.log\\n' > .gitignore; echo x > a/b/x.log; echo x > a/b/y`,
    query: { pattern: 'x', path: 'a/b' },
    found: ['a/b/y:1:x'],
  },
  'a folder that .gitignore leaves out, asked for by its name': {
    script: `${TREE}; echo 'node_modules' > .gitignore`,
    query: { pattern: 'needle', path: 'node_modules/pkg' },
    found: ['node_modules/pkg/g.js:1:needle node_modules/pkg/g.js'],
  },
  '.ignore files and the repository of git say nothing': {
    script: `mkdir -p .git/info; echo f > .git/info/exclude; echo f > .ignore; echo x > f`,
    query: { pattern: 'x' },
    found: ['f:1:x'],
  },
  'links to files and folders are not followed': {
    script: `mkdir real; echo needle > real/f; ln -s real dir; ln -s real/f file; ln -s . loop; ln -s /etc etc; ln -s nowhere d`,
    query: { pattern: 'needle|root', regex: true },
    found: ['real/f:1:needle'],
  },
  'fifos and sockets are not read': {
    script: `mkfifo fifo; echo needle > f; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'`,
    query: { pattern: 'needle' },
    found: ['f:1:needle'],
  },
  'names with line breaks, quotes, spaces and dashes': {
    script: `mkdir $'a\\nb' ./-d; for f in $'a\\nb/c\\td' ./-d/-e '"q"' ' s '; do echo needle > "$f"; done`,
    query: { pattern: 'needle' },
    found: [' s :1:needle', '"q":1:needle', '-d/-e:1:needle', 'a\nb/c\td:1:needle'],
  },
  'a name that is not UTF-8 is left out': {
    script: `echo needle > $'bad\\xff'; echo needle > good`,
    query: { pattern: 'needle' },
    found: ['good:1:needle'],
  },
  'an empty folder and empty files': { script: 'mkdir a; : > f', query: { pattern: '^', regex: true }, found: [] },
  'a pattern that others need for ever for': {
    script: `head -c 100000 /dev/zero | tr '\\0' a > f`,
    query: { pattern: '(a*)*(a|aa)+b$', regex: true },
    found: [],
  },
  'a .gitignore that others need for ever for': {
    script: `echo '*a*a*a*a*a*a*a*a*a*a*a*a*b' > .gitignore; name=$(printf 'a%.0s' {1..200}); echo x > $name; echo x > f`,
    query: { pattern: 'x', glob: 'f' },
    found: ['f:1:x'],
  },
};

const REFUSED: [string, Partial<SearchQuery>, string][] = [
  ['an empty pattern', { pattern: '' }, 'INVALID_REQUEST'],
  ['a pattern with a line break', { pattern: 'a\nb' }, 'INVALID_REQUEST'],
  ['a pattern with a NUL', { pattern: 'a\0' }, 'INVALID_REQUEST'],
  ['a pattern that is not closed', { pattern: 'a(', regex: true }, 'INVALID_REQUEST'],
  ['a look ahead, which takes more than linear time', { pattern: 'a(?=b)', regex: true }, 'INVALID_REQUEST'],
  ['a reference back', { pattern: '(a)\\1', regex: true }, 'INVALID_REQUEST'],
  ['a pattern of ten thousand repetitions', { pattern: '((a{100}){100}){10}', regex: true }, 'INVALID_REQUEST'],
  ['an endless pattern', { pattern: 'a'.repeat(20_000) }, 'INVALID_REQUEST'],
  ['a glob that is not closed', { glob: '[a' }, 'INVALID_REQUEST'],
  ['a glob with an open brace', { glob: '{a,b' }, 'INVALID_REQUEST'],
  ['an empty glob', { glob: '' }, 'INVALID_REQUEST'],
  ['a missing path', { path: 'missing' }, 'NOT_FOUND'],
  ['a path below a file', { path: 'f/x' }, 'TOOL_EXEC_FAILED'],
  ['a fifo', { path: 'fifo' }, 'TOOL_EXEC_FAILED'],
];

export function searchingContract(subject: SubjectOf): void {
  const search = async (
    place: Parameters<ReturnType<SubjectOf>['executor']['search']>[0],
    query: Partial<SearchQuery>,
  ) => {
    const whole = {
      path: '.',
      pattern: 'x',
      regex: false,
      ignoreCase: false,
      maxMatches: 100,
      maxLineChars: 200,
      ...query,
    };
    const { matches, truncated } = await subject().executor.search(place, whole, new AbortController().signal);
    return { found: matches.map(({ path, line, text }) => `${path}:${line}:${text}`), truncated };
  };

  describe('a search', () => {
    test.each(REFUSED)('for %s is refused', async (_what, query, code) => {
      const place = await prepared(subject(), 'echo x > f; mkfifo fifo');
      await expect(search(place, query)).rejects.toMatchObject({ code });
    });

    test.each(Object.entries(CASES))('finds: %s', async (_what, { script, query, found, truncated }) => {
      const place = await prepared(subject(), script);
      expect(await search(place, query)).toEqual({ found, truncated: truncated ?? false });
    });

    test('leaves out what cannot be read, unless that is all that was asked for', async () => {
      const place = await prepared(
        subject(),
        'mkdir locked; echo x > locked/f; echo x > shut; echo x > open; chmod 000 locked shut',
      );
      await subject().asPlainUser(async () => {
        expect(await search(place, { pattern: 'x' })).toEqual({ found: ['open:1:x'], truncated: false });
        await expect(search(place, { path: 'locked' })).rejects.toMatchObject({ code: 'TOOL_EXEC_FAILED' });
      });
      await run(subject(), place, { script: 'chmod 700 locked shut' });
    });

    test('whose signal is already aborted rejects with its reason', async () => {
      const place = await prepared(subject(), 'echo x > f');
      const reason = new Error('no longer wanted');
      const query = { path: '.', pattern: 'x', regex: false, ignoreCase: false, maxMatches: 1, maxLineChars: 9 };
      await expect(subject().executor.search(place, query, AbortSignal.abort(reason))).rejects.toBe(reason);
    });

    test('that is aborted on its way rejects with the reason of the abort', async () => {
      const place = await prepared(subject(), `for i in {1..300}; do seq 1 2000 > $i; done`);
      const query = { path: '.', pattern: '^x', regex: true, ignoreCase: false, maxMatches: 1, maxLineChars: 9 };
      const controller = new AbortController();
      const reason = new DOMException('stopped', 'AbortError');
      const searching = subject().executor.search(place, query, controller.signal);
      setImmediate(() => controller.abort(reason));
      await expect(searching).rejects.toBe(reason);
    });

    test('lets everything else in the process have its turn', async () => {
      const place = await prepared(subject(), `seq 1 3000000 > f`);
      let turns = 0;
      let searching = true;
      const turn = () => {
        turns += 1;
        if (searching) setImmediate(turn);
      };
      setImmediate(turn);
      await search(place, { pattern: '^x', regex: true });
      searching = false;
      expect(turns).toBeGreaterThan(5);
    });

    test('of hundreds of megabytes in one line takes little memory', async () => {
      const place = await prepared(subject(), `head -c 300M /dev/zero | tr '\\0' x > f`);
      const before = process.memoryUsage.rss();
      expect(await search(place, { pattern: 'y' })).toEqual({ found: [], truncated: false });
      expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
    });
  });
}
