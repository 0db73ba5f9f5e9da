import {
  type Decoder,
  integer,
  lenient,
  list,
  object,
  optional,
  record,
  refuse,
  text,
} from '../../../util/json/decode.js';

/** What is used of a container, from `inspect`. */
export interface ContainerFacts {
  id: string;
  image: string;
  running: boolean;
  labels: Record<string, string>;
  /** Published ports by the port inside, such as "9090/tcp". */
  ports: Record<string, number | undefined>;
}

/** What is used of a container, from a list. */
export interface ListedContainer {
  id: string;
  /** Without the slash that the engine puts before it. */
  name: string;
  labels: Record<string, string>;
}

const labels = optional(record(text), {}) as Decoder<Record<string, string>>;

const container = object<{
  Id: string;
  Image: string;
  State: { Running: boolean };
  Config: { Labels: Record<string, string> };
  NetworkSettings: { Ports: Record<string, { HostPort: string }[] | undefined> };
}>({
  Id: text,
  Image: text,
  State: object<{ Running: boolean }>({ Running: flag }),
  Config: object<{ Labels: Record<string, string> }>({ Labels: labels }),
  NetworkSettings: object<{ Ports: Record<string, { HostPort: string }[] | undefined> }>({
    Ports: optional(record(optional(list(object<{ HostPort: string }>({ HostPort: text })))), {}) as Decoder<
      Record<string, { HostPort: string }[] | undefined>
    >,
  }),
});

/** @throws DecodeError, as all of these */
export function decodeContainer(answer: unknown): ContainerFacts {
  const { Id, Image, State, Config, NetworkSettings } = container(answer);
  const ports = Object.entries(NetworkSettings.Ports).map(([inside, published]) => [
    inside,
    published?.[0] && Number(published[0].HostPort),
  ]);
  return {
    id: Id,
    image: Image,
    running: State.Running,
    labels: Config.Labels,
    ports: Object.fromEntries(ports) as ContainerFacts['ports'],
  };
}

const containers = list(
  object<{ Id: string; Names: string[]; Labels: Record<string, string> }>({
    Id: text,
    Names: optional(list(text), []) as Decoder<string[]>,
    Labels: labels,
  }),
);

export function decodeContainers(answer: unknown): ListedContainer[] {
  return containers(answer).map(({ Id, Names, Labels }) => ({
    id: Id,
    name: Names[0]?.replace(/^\//, '') ?? Id,
    labels: Labels,
  }));
}

const networks = list(object<{ Id: string }>({ Id: text }));

export function decodeNetworks(answer: unknown): string[] {
  return networks(answer).map(({ Id }) => Id);
}

const volumes = object<{ Volumes: { Name: string; Labels: Record<string, string> }[] }>({
  Volumes: optional(
    list(object<{ Name: string; Labels: Record<string, string> }>({ Name: text, Labels: labels })),
    [],
  ) as Decoder<{ Name: string; Labels: Record<string, string> }[]>,
});

export function decodeVolumes(answer: unknown): { name: string; labels: Record<string, string> }[] {
  return volumes(answer).Volumes.map(({ Name, Labels }) => ({ name: Name, labels: Labels }));
}

/** How a container ended. */
export const decodeExit = object<{ StatusCode: number }>({ StatusCode: integer(-1) });

const version = object<{ Components?: { Name: string }[] | undefined }>({
  Components: lenient(list(object<{ Name: string }>({ Name: text }))),
});

/** True if an engine is Podman, from its version. */
export function isPodman(answer: unknown): boolean {
  return version(answer).Components?.some(({ Name }) => Name === 'Podman Engine') ?? false;
}

function flag(value: unknown): boolean {
  return typeof value === 'boolean' ? value : refuse('must be true or false', value);
}
