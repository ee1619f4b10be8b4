import type { TagColor } from '../../shared/model/directory.ts';
import type { TicketTemplate } from '../../shared/model/ticket-template.ts';
import { isActive } from '../../shared/model/ticket.ts';
import type { LocalMutation } from '../sync/local-replica.ts';
import type { Random } from './random.ts';
import type { DemoTicket } from './tickets.ts';

const MINUTE_MS = 60_000;

/** Which of Nordlicht's tags stand out, and what they are for. */
const tags: readonly [name: string, color: TagColor, description: string][] = [
  ['safety', 'red', 'Somebody may be hurt: tell the team lead'],
  ['power', 'yellow', 'Switch off before opening anything'],
  ['leak', 'blue', 'Water or anything else where it should not be'],
  ['warranty', 'green', 'The maker pays: photos before and after'],
  ['parts', 'orange', 'Waits for spare parts'],
  ['inspection', 'teal', 'Comes again every year'],
];

const checklist = [
  'Sign in at the gate',
  'Switch off and lock',
  'Look for leaks and rust',
  'Read the meters',
  'Switch on and listen',
  'Sign out at the gate',
];

/** The colours of Nordlicht's tags, a template for its inspections, and the checklists of those that are under way. */
export function fieldWork(
  random: Random,
  tickets: readonly DemoTicket[],
  nowMs: number,
  idOf: (list: 'tag' | 'category' | 'team' | 'template' | 'check', key: string) => string,
): LocalMutation[] {
  const template: TicketTemplate = {
    name: 'Inspection of a plant',
    title: 'Yearly inspection',
    description: 'Appointment with the caretaker first; the list below is what the insurer asks for.',
    priority: 'low',
    categoryId: idOf('category', 'Inspections'),
    teamId: null,
    tagIds: [idOf('tag', 'inspection'), idOf('tag', 'recurring')],
    fields: [],
    checklist,
  };
  return [
    ...tags.map(([name, color, description]): LocalMutation => ({
      name: 'tag.set',
      uid: '',
      args: { id: idOf('tag', name), name, color, description, archived: false },
    })),
    {
      name: 'ticket-template.set',
      uid: '',
      args: { id: idOf('template', template.name), value: template, archived: false },
    },
    ...tickets
      .filter(({ fault, args }) => fault.category === 'Inspections' && isActive(args.status))
      .flatMap(({ args }) => listOn(args.id, args.createdAt)),
  ];

  function listOn(ticketId: string, createdAt: number): LocalMutation[] {
    const items = checklist.map((text, position) => ({
      id: idOf('check', `${ticketId} ${position}`),
      text,
      position,
    }));
    const at = Math.min(nowMs, createdAt + 30 * MINUTE_MS);
    const done = items.slice(0, Math.floor(random.between(0, 4)));
    return [
      { name: 'checklist.add', uid: '', at, args: { ticketId, items } },
      ...done.map(({ id }, nth): LocalMutation => ({
        name: 'checklist.tick',
        uid: '',
        at: Math.min(nowMs, at + nth * 10 * MINUTE_MS),
        args: { ticketId, itemId: id, done: true },
      })),
    ];
  }
}
