import type { ReactNode } from 'react';
import { useFleet, type FleetDevice } from '../../queries/devices.ts';
import { BackToSettings } from '../components/back-to-settings.tsx';
import { AskState } from '../components/ask-state.tsx';
import { WideTable } from '../components/wide-table.tsx';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { awaySince, kindWords, storageWords } from '../words/device-words.ts';
import { countWords } from '../words/labels.ts';
import { fullTime, momentWords, spanWords } from '../words/time-words.ts';
import '../styles/archive.css';
import '../styles/review.css';

/** Every device in use: whose it is, whether it is there, and what has not come from it. */
export function FleetScreen(): ReactNode {
  const { account } = useWorkspace();
  const now = useNow();
  const asked = useFleet();
  const devices = asked.found?.devices ?? [];
  const away = devices.filter((device) => awaySince(device, now) !== null).length;
  return (
    <section className="pane settings review" aria-labelledby="fleet-title">
      <title>Devices – Waypost</title>
      <header>
        <BackToSettings />
        <h1 id="fleet-title">Devices</h1>
        <p>
          Every browser that works in {account.tenant.name}, as it last told: those of people who work here
          first. What is made on a device that is away comes when it is back.
        </p>
      </header>
      {asked.found && (
        <p role="status" className="archive-count">
          {countWords(devices.length, 'device')}
          {away > 0 && `, ${away.toLocaleString('en')} away`}
          {asked.found.more && '. There are more than are listed.'}
        </p>
      )}
      {devices.length > 0 && <Devices devices={devices} now={now} />}
      <AskState asked={asked} away="Without a network nobody knows how the devices stand">
        The list comes by itself when the network is back.
      </AskState>
    </section>
  );
}

function Devices({ devices, now }: { devices: readonly FleetDevice[]; now: number }): ReactNode {
  return (
    <WideTable
      label="Devices"
      columns={['Person', 'Device', 'There', 'Had everything', 'Not sent', 'App', 'Storage']}
      wide
    >
      {devices.map((device) => (
        <Device key={device.ord} device={device} now={now} />
      ))}
    </WideTable>
  );
}

function Device({ device, now }: { device: FleetDevice; now: number }): ReactNode {
  const { names } = useWorkspace();
  const { personId, told, app, wholeAt } = device;
  const away = awaySince(device, now);
  return (
    <tr data-testid="fleet-row">
      <th scope="row" dir="auto">
        {names.person(personId)}
      </th>
      <td>
        {told ? kindWords[told.kind] : 'unknown'}
        {told && <small className="audit-done">{told.name}</small>}
      </td>
      <td>
        {away === null ? 'yes' : <span title={fullTime(away)}>away since {momentWords(away, now)}</span>}
      </td>
      <td>{wholeAt === null ? '–' : momentWords(wholeAt, now)}</td>
      <td>
        {told && told.unsent > 0 ? (
          <strong className="audit-refused">
            {countWords(told.unsent, 'change or file', 'changes or files')}
            {told.oldestAt !== null && `, oldest ${spanWords(now - told.oldestAt)} old`}
          </strong>
        ) : told ? (
          'nothing'
        ) : (
          '–'
        )}
      </td>
      <td>{app ?? '–'}</td>
      <td>{storageWords(told)}</td>
    </tr>
  );
}
