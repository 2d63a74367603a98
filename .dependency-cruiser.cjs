/**
 * Who may import whom: docs/architecture.md "Allowed imports". Each rule carries the reason it exists. Run by
 * `npm run check:boundaries`, which also fails when a source file was not looked at (on TypeScript 7 alone, without
 * @swc/core, dependency-cruiser reads no module at all and exits 0), and proved by src/testing/boundaries.test.ts,
 * which plants one violation of every rule. That `import type` stays `import type` is src/testing/checks.ts's part:
 * dependency-cruiser's swc reader cannot tell the two apart.
 */

/** Code that runs only in tests may import anything: it has to reach behind every port. */
const TEST_CODE = String.raw`[.-](test|contract|fixture)\.tsx?$|^src/testing/|/contract/`;
/** Files where a domain folder says what it asks of the world, and in which words. */
const DOMAIN_PORTS = String.raw`^src/domain/.*\b(port|ports|records|feed|folders)\.ts$`;
const NODE_IO = '^(node:)?(fs|child_process|net|http|https|http2|dgram|dns|tls|os|cluster|worker_threads)(/|$)';

const NODE_MODULES = 'node_modules/';
const path = (text) => ({ path: text });
/** Modules of ours that are outside the listed folders of src. */
const ownExcept = (...allowed) => ({ path: '^(src|drizzle)/', pathNot: allowed });
const from = (text, ...except) => ({ path: text, pathNot: [TEST_CODE, ...except] });
const forbid = (name, comment, rule) => ({ name, comment, severity: 'error', ...rule });

module.exports = {
  forbidden: [
    forbid(
      'no-cycles',
      'Two files that need each other are one idea in two places: neither can be read, tested or moved alone.',
      {
        from: {},
        to: { circular: true },
      },
    ),
    forbid('no-unresolvable', 'An import that leads nowhere fails at run time, in whatever path nobody tested.', {
      from: {},
      to: { couldNotResolve: true },
    }),
    forbid(
      'no-undeclared-packages',
      'A package that package.json does not name disappears with the dependency that brought it.',
      {
        from: { path: '^(src|drizzle)/' },
        to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
      },
    ),
    forbid('no-dev-packages-in-product', 'The deployed container has no devDependencies.', {
      from: from('^src/', '^src/cli/docs\\.ts$'),
      to: { dependencyTypes: ['npm-dev'], pathNot: [`${NODE_MODULES}@types/`, `${NODE_MODULES}csstype/`] },
    }),
    forbid('no-test-code-in-product', 'Helpers of tests may be slow, leaky and privileged; the product may not.', {
      from: from('^src/'),
      to: path(TEST_CODE),
    }),

    forbid('protocol-is-a-leaf', 'Clients and pages import it: it must run anywhere and bring only zod.', {
      from: from('^src/protocol/'),
      to: { path: '.', pathNot: ['^src/protocol/', `${NODE_MODULES}zod/`] },
    }),
    forbid(
      'domain-knows-only-protocol',
      'Rules are tested without a database, a socket or a model: the world comes in through ports.',
      {
        from: from('^src/domain/'),
        to: ownExcept('^src/(domain|protocol)/'),
      },
    ),
    forbid(
      'domain-does-no-io',
      'A domain that opens a file or a socket cannot be run against a fake clock and a fake store.',
      {
        from: from('^src/domain/'),
        to: path(
          `${NODE_IO}|${NODE_MODULES}(better-sqlite3|postgres|drizzle-orm|ws|next|react|react-dom|ai|pino|@trpc|@ai-sdk)/`,
        ),
      },
    ),
    forbid(
      'tools-know-the-executor-port',
      'One tool, two places: a tool that knew a driver would not run in the other one.',
      {
        from: from('^src/tools/'),
        to: ownExcept('^src/(tools|protocol|domain)/', '^src/executor/(http-)?port\\.ts$'),
      },
    ),
    forbid(
      'tools-do-no-io',
      'A tool that touched the machine itself would walk around the executor and its containment.',
      {
        from: from('^src/tools/'),
        to: path(NODE_IO),
      },
    ),
    ...['executor', 'model', 'storage', 'events', 'doctor'].map((adapter) =>
      forbid(
        `${adapter}-knows-only-its-ports`,
        'Adapters are replaced one at a time: they meet in compose.ts, never each other, and know of the domain only what it asks for.',
        {
          from: from(`^src/${adapter}/`),
          to: ownExcept(`^src/(${adapter}|protocol)/`, DOMAIN_PORTS, ...(adapter === 'storage' ? ['^drizzle/'] : [])),
        },
      ),
    ),
    forbid(
      'drizzle-schemas-are-two-lines',
      'The tables are written once, in src/storage/db; drizzle/ only names the dialect.',
      {
        from: path('^drizzle/'),
        to: ownExcept('^drizzle/', '^src/storage/db/'),
      },
    ),
    forbid(
      'rpc-knows-domain-and-protocol',
      "A router says who you are and whether it is well-formed; what happens then is the domain's.",
      {
        from: from('^src/rpc/'),
        to: ownExcept('^src/(rpc|domain|protocol)/'),
      },
    ),
    forbid(
      'config-and-telemetry-are-leaves',
      "Everything may be configured and logged, so neither may need anything but the protocol's words.",
      {
        from: from('^src/(config|telemetry)/'),
        to: ownExcept('^src/(config|telemetry|protocol)/', DOMAIN_PORTS),
      },
    ),
    forbid(
      'ui-knows-the-protocol',
      'Next loads its own copy of a module: data reaches pages over the socket, and rpc only as types.',
      {
        from: from('^src/ui/'),
        to: ownExcept('^src/(ui|client|protocol|rpc)/'),
      },
    ),
    forbid(
      'client-knows-the-protocol',
      'What the page and the command line share is what any client may do: it knows nothing but the wire.',
      {
        from: from('^src/client/'),
        to: ownExcept('^src/(client|protocol)/'),
      },
    ),
    forbid(
      'client-runs-anywhere',
      'The fold that a page draws is the one that a terminal draws: it needs neither Node nor React.',
      {
        from: from('^src/client/'),
        to: path(`${NODE_IO}|${NODE_MODULES}(react|react-dom|next|ws)/`),
      },
    ),
    forbid(
      'ui-runs-in-a-browser',
      "What Node offers is not there, and what it would import ends in the page's bundle.",
      {
        from: from('^src/ui/'),
        to: { dependencyTypes: ['core'] },
      },
    ),
    forbid(
      'app-is-a-shell',
      'Pages are routes and nothing else; what they show is in ui/, where it can be tested without Next.',
      {
        from: from('^src/app/'),
        to: ownExcept('^src/(app|ui)/'),
      },
    ),
    forbid(
      'app-and-ui-stay-in-the-browser',
      'The gateway starts without React, and a page cannot be reached but over HTTP. The writer of docs/ui.md reads tables of it.',
      {
        from: from('^src/', '^src/(app|ui)/', '^src/cli/docs/ui-page\\.ts$'),
        to: path('^src/(app|ui)/'),
      },
    ),
    forbid(
      'only-shells-compose',
      'One place constructs adapters; whoever else could reach it would be a service locator.',
      {
        from: from('^src/', '^src/(server|instrumentation)\\.ts$', '^src/compose(/|\\.ts$)', '^src/cli/'),
        to: path('^src/(server|instrumentation)\\.ts$|^src/compose(/|\\.ts$)|^src/cli/'),
      },
    ),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    moduleSystems: ['es6', 'cjs'],
    doNotFollow: { path: NODE_MODULES },
    exclude: { path: String.raw`\.css$` },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
  },
};
