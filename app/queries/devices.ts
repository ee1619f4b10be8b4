import { useEffect, useState } from 'react';
import {
  fleetReplySchema,
  ticketDevicesReplySchema,
  type FleetReply,
  type TicketDevicesReply,
} from '../../shared/protocol/device.ts';
import { askServer, useAsked } from './asked.ts';

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
 * On which devices of its assignee and team a ticket is; undefined while nobody has answered, as without a network.
 * `version`: of the ticket, as it changes; null: it is not asked.
 */
export function useTicketDevices(id: string, version: string | null): readonly TicketDevice[] | undefined {
  const [found, setFound] = useState<{ id: string; devices: readonly TicketDevice[] }>();
  useEffect(() => {
    if (version === null) return undefined;
    const end = new AbortController();
    const look = () =>
      askServer({ path: `/desk/devices/of-ticket/${id}`, signal: end.signal }, ticketDevicesReplySchema).then(
        ({ devices }) => end.signal.aborted || setFound({ id, devices }),
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
