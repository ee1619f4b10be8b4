import type { ReactNode } from 'react';
import { isActive } from '../../../shared/model/ticket.ts';
import { useTicketDevices } from '../../queries/devices.ts';
import type { TicketSummary } from '../../queries/types.ts';
import { useNow } from '../hooks/use-now.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { deliveryLines } from '../words/device-words.ts';
import { Glyph } from './glyph.tsx';

/** Whether the job has reached whoever is to do it: `On Ana’s tablet since 10:42`. Asked of the office, live. */
export function Delivery({ ticket }: { ticket: TicketSummary }): ReactNode {
  const { me, names } = useWorkspace();
  const now = useNow();
  const { id, status, assigneeId, teamId, waiting, updatedAt, notedAt } = ticket;
  // What waits here has not reached the office: it is on no other device. And what is mine is here.
  const isAsked =
    isActive(status) && waiting === 0 && (assigneeId ?? teamId) !== null && assigneeId !== me.id;
  const version = [updatedAt, notedAt, assigneeId, teamId].join();
  const devices = useTicketDevices(id, isAsked ? version : null);
  if (!isAsked || !devices) return null;
  const lines = deliveryLines(devices, names, now);
  return (
    <div className="delivery" data-testid="delivery">
      <Glyph name={devices.some(({ holding }) => holding === 'all') ? 'check' : 'waiting'} />
      <ul>
        {lines.map((line) => (
          <li key={line} dir="auto">
            {line}
          </li>
        ))}
      </ul>
    </div>
  );
}
