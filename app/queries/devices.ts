import { useEffect, useState } from 'react';
import {
  fleetReplySchema,
  ticketDevicesReplySchema,
  type FleetReply,
  type TicketDevicesReply,
} from '../../shared/protocol/device.ts';
import { askByItself, askServer, useAsked } from './asked.ts';

/** An installation in use, and how it stands. */
export type FleetDevice = FleetReply['devices'][number];

/** A device on which a ticket is, or is not yet. */
export type TicketDevice = TicketDevicesReply['devices'][number];

/** The installations in use; for admins. */
export function useFleet() {
  return useAsked(
    'fleet',
    async (signal) => await askServer({ path: '/desk/devices', signal }, fleetReplySchema),
  );
}

/** So often it is looked whether a ticket has arrived, while its screen is open and seen. */
const LOOK_MS = 60_000;

/**
 * On which devices of its assignee and team a ticket is; undefined while nobody has answered, as without a network, or
 * was asked, as while the server wants to be left alone.
 * `version`: of the ticket, as it changes; null: it is not asked.
 */
export function useTicketDevices(id: string, version: string | null): readonly TicketDevice[] | undefined {
  const [found, setFound] = useState<{ id: string; devices: readonly TicketDevice[] }>();
  useEffect(() => {
    if (version === null) return undefined;
    const end = new AbortController();
    const question = { path: `/desk/devices/of-ticket/${id}`, signal: end.signal };
    const look = () =>
      askByItself(() => askServer(question, ticketDevicesReplySchema)).then(
        (reply) => end.signal.aborted || setFound(reply && { id, devices: reply.devices }),
        () => end.signal.aborted || setFound(undefined),
      );
    void look();
    const timer = setInterval(() => document.visibilityState === 'visible' && void look(), LOOK_MS);
    return () => {
      clearInterval(timer);
      end.abort();
    };
  }, [id, version]);
  return found?.id === id ? found.devices : undefined;
}
