/**
 * The arrows between the rooms of src/, as one ordered table: a room may import the rooms it names, and they all
 * stand above it, so no circle can arise. The rules below are made from it, and `npm run check` holds them, type
 * imports included. docs/architecture.md says what each room is for.
 *
 * `order` lists the folders of a room from the bottom up: each may import the ones before it. A folder that is not
 * listed is free inside its room; '' is the room's own files.
 *
 * @type {{ room: string, imports: string[], order?: string[] }[]}
 */
const ROOMS = [
  { room: 'errors', imports: [] },
  { room: 'util', imports: ['errors'], order: ['', 'yaml'] },
  { room: 'prometheus', imports: ['errors', 'util'] },
  {
    room: 'promql',
    imports: ['util', 'prometheus'],
    order: ['syntax', '', 'meaning', 'refusals', 'lint', 'differences', 'judge'],
  },
  {
    room: 'stack',
    imports: ['errors', 'util', 'prometheus'],
    order: ['', 'binaries', 'services', 'runtimes', 'rules', 'tools', 'verify', 'up'],
  },
  { room: 'faults', imports: ['errors', 'util', 'prometheus', 'stack'] },
  { room: 'alerts', imports: ['errors', 'util', 'prometheus', 'stack'] },
  {
    room: 'load',
    imports: ['errors', 'util', 'prometheus', 'stack'],
    order: ['request', 'generator', 'saved', 'run', 'limit', 'k6', ''],
  },
  { room: 'query', imports: ['errors', 'util', 'prometheus', 'promql'] },
  {
    room: 'incidents',
    imports: ['errors', 'util', 'prometheus', 'promql', 'stack', 'faults', 'query'],
    order: ['plan', 'grading'],
  },
  { room: 'dashboards', imports: ['errors', 'util', 'prometheus', 'query'] },
  {
    room: 'missions',
    imports: [
      'errors',
      'util',
      'prometheus',
      'promql',
      'stack',
      'faults',
      'alerts',
      'load',
      'query',
      'incidents',
      'dashboards',
    ],
    order: ['fixture', 'library', 'grading', 'progress', '', 'check'],
  },
  { room: 'web', imports: ['util', 'prometheus', 'dashboards'] },
  { room: 'board', imports: ['errors', 'util', 'prometheus', 'dashboards', 'web'] },
  { room: 'report', imports: ['errors', 'util', 'load', 'dashboards', 'web'] },
  {
    room: 'ui',
    imports: [
      'errors',
      'util',
      'prometheus',
      'promql',
      'stack',
      'faults',
      'alerts',
      'load',
      'query',
      'incidents',
      'dashboards',
      'missions',
    ],
    order: [
      'text',
      'terminal',
      'chart',
      'editor',
      'query',
      'mission',
      'incident',
      'load',
      'dashboard',
      'stack',
      'alerts',
    ],
  },
  {
    room: 'cli',
    imports: ['errors', 'util', 'prometheus', 'promql', 'stack', 'load', 'query', 'missions', 'ui'],
  },
  {
    room: 'commands',
    imports: [
      'errors',
      'util',
      'stack',
      'faults',
      'alerts',
      'load',
      'query',
      'incidents',
      'dashboards',
      'missions',
      'report',
      'ui',
      'cli',
    ],
  },
  { room: 'main', imports: ['util', 'ui', 'cli'] },
];

/** @param {string} room */
const inRoom = (room) => `^src/${room}(/|\\.ts$)`;

const roomRules = ROOMS.map(({ room, imports }) => ({
  name: `${room}-imports`,
  comment: `${room} may import: ${imports.join(', ') || 'no other room'}. See the table in .dependency-cruiser.js.`,
  severity: 'error',
  from: { path: inRoom(room) },
  to: { path: '^src/', pathNot: [room, ...imports].map(inRoom) },
}));

const folderRules = ROOMS.flatMap(({ room, order = [] }) =>
  order.map((folder, i) => {
    /** @param {string} name */
    const inFolder = (name) => (name === '' ? `^src/${room}/[^/]+$` : `^src/${room}/${name}/`);
    return {
      name: `${room}-${folder || 'root'}-order`,
      comment: `Inside ${room}, ${folder || 'its own files'} may import only the folders listed before.`,
      severity: 'error',
      from: { path: inFolder(folder) },
      to: { path: order.slice(i + 1).map(inFolder) },
    };
  }),
).filter(({ to }) => to.path.length > 0);

const BROWSER = '^src/(board/page|report/page|web)/';
const WITH_NODE = '^src/dashboards/catalog\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-circle', severity: 'error', from: {}, to: { circular: true } },
    ...roomRules,
    ...folderRules,
    {
      name: 'prometheus-query-once',
      comment: 'Only src/prometheus/ talks to prometheus-query: it hides its quirks once.',
      severity: 'error',
      from: { path: '^src/', pathNot: inRoom('prometheus') },
      to: { path: 'node_modules/prometheus-query' },
    },
    {
      name: 'no-io',
      comment: 'promql does no I/O; a browser runs the pages and loads dashboards.',
      severity: 'error',
      from: { path: ['^src/promql/', '^src/dashboards/', BROWSER], pathNot: WITH_NODE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'lab-stands-alone',
      comment: 'The system under observation imports nothing of the CLI.',
      severity: 'error',
      from: { path: '^lab/' },
      to: { path: '^src/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.tsx?$' },
    includeOnly: { path: '^(src|lab|node_modules/prometheus-query|[a-z_]+$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6'],
  },
};
