/** What the log names beside mutations: looks and comings that the server notes, and its own work. */
export const serverActions = [
  'sign-in',
  'sign-out',
  'access.dropped',
  'archive.search',
  'archive.read',
  'audit.read',
  'audit.export',
  'devices.read',
  'delivery.read',
  'people.last-seen',
  'attachment.download',
  'attachment.upload',
  'attachment.stored',
  'ticket.archive',
  'ticket.close-resolved',
  'ticket.check-promises',
] as const;
export type ServerAction = (typeof serverActions)[number];
