import { EnvironmentError } from '../../../errors.js';
import type { LabHome } from '../../home.js';
import { SERVICE_NAMES, type ServiceName } from '../../spec.js';
import { decodeVolumes } from './answers.js';
import { HOME_LABEL, SERVICE_LABEL, volumeName } from './containers.js';
import { type Engine, messageOf, statusOf, withEngine } from './engine.js';

/**
 * Creates a service's volume before the container that mounts it: Podman gives a volume that it creates for a
 * container none of the labels asked for, and `down` would not find it. One that exists is kept.
 */
export async function ensureVolume(engine: Engine, home: LabHome, service: ServiceName): Promise<void> {
  await withEngine(engine, (docker) =>
    docker.createVolume({
      Name: volumeName(home, service),
      Driver: 'local',
      Labels: { [HOME_LABEL]: home.id, [SERVICE_LABEL]: service },
    }),
  );
}

/**
 * Removes a home's volumes.
 * @throws EnvironmentError DATA_IN_USE if one is still there afterwards
 */
export async function removeVolumes(engine: Engine, home: LabHome): Promise<void> {
  const kept: string[] = [];
  for (const name of await volumesOf(engine, home)) {
    await withEngine(engine, (docker) => docker.getVolume(name).remove()).catch((error: unknown) => {
      if (statusOf(error) === 404) return;
      if (statusOf(error) === undefined) throw error;
      kept.push(`${name}: ${messageOf(error)}`);
    });
  }
  if (kept.length === 0) return;
  throw new EnvironmentError(`Could not remove all data:\n${kept.join('\n')}`, {
    code: 'DATA_IN_USE',
    hints: ['Remove the containers that use it, then run again: obs-lab down --volumes'],
  });
}

/** Those with this home's label; and those of its names without any label, which Podman created for containers. */
async function volumesOf(engine: Engine, home: LabHome): Promise<string[]> {
  const all = await withEngine(engine, async (docker) => decodeVolumes(await docker.listVolumes()));
  const names = SERVICE_NAMES.map((service) => volumeName(home, service));
  return all
    .filter(
      ({ name, labels }) =>
        labels[HOME_LABEL] === home.id || (Object.keys(labels).length === 0 && names.includes(name)),
    )
    .map(({ name }) => name);
}
