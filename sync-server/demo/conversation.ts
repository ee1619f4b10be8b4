import type { Status } from '../../shared/model/ticket.ts';
import { ofVariant, type Fault } from './fault.ts';
import type { Random } from './random.ts';

/** Whoever has a part in a ticket. */
export type Voices = {
  requester: string;
  dispatcher: string;
  worker: string;
  /** What people call the worker. */
  workerName: string;
  team: string;
};

export type Line = { authorId: string; body: string; internal: boolean };

const acks = [
  'Thank you, we have it. {worker} looks after it.',
  'Thanks for the clear report. {worker} from the {team} is in the area and takes it on.',
  'Received, thank you. It is with the {team} now.',
];
const triage = [
  'Looks like one for the {team}. Waiting for a free slot in the route.',
  'Not on a route yet. Called back, they can wait until tomorrow.',
];
const nudges = [
  'Is there any news on this?',
  'Could you say when somebody comes? I have to arrange for the key.',
];
const pressing = ['It has been some days now and it is getting in our way. When does somebody come?'];
const late = [
  'The deadline has passed. Asked {worker} to go there first thing.',
  'Past its deadline: the part was late. Called the customer, {worker} has it on top of the list.',
];
const thanks = [
  'Works. Thank you for the quick help!',
  'All good since, this can be closed.',
  'Thank you, that was friendly and fast.',
];

/** What was said on a ticket until it got to its status, in order; the fix, where there is one, is marked. */
export function conversation(
  random: Random,
  status: Status,
  { fault, variant }: { fault: Fault; variant: number },
  voices: Voices,
): (Line & { isFix?: boolean; isThanks?: boolean })[] {
  const { requester, dispatcher, worker } = voices;
  const fill = (text: string) =>
    text.replaceAll('{worker}', voices.workerName).replaceAll('{team}', voices.team);
  const says = (authorId: string, texts: readonly string[], internal = false): Line => ({
    authorId,
    body: fill(random.pick(texts)),
    internal,
  });
  const maybe = (probability: number, make: () => Line): Line[] =>
    random.chance(probability) ? [make()] : [];
  const told = (list: readonly string[]) => [ofVariant(list, variant)];
  const [question, answer] = ofVariant(fault.asks, variant);

  if (status === 'new') return maybe(0.3, () => says(dispatcher, triage, true));
  const opening = [
    ...maybe(0.75, () => says(dispatcher, acks)),
    ...maybe(0.55, () => says(worker, told(fault.notes), true)),
  ];
  const asked = [says(worker, [question]), says(requester, [answer])];
  switch (status) {
    case 'pending':
      return [...opening, ...maybe(0.2, () => says(requester, nudges)), says(worker, [question])];
    case 'escalated':
      return [
        says(dispatcher, acks),
        ...maybe(0.6, () => says(worker, told(fault.notes), true)),
        says(requester, pressing),
        says(dispatcher, late, true),
      ];
    case 'open':
      return [
        ...opening,
        ...(random.chance(0.4) ? asked : maybe(0.2, () => says(requester, nudges))),
        ...maybe(0.55, () => says(worker, told(fault.news))),
      ];
    case 'resolved':
    case 'closed':
      return [
        ...opening,
        ...(random.chance(0.5) ? asked : []),
        ...maybe(0.6, () => says(worker, told(fault.news))),
        { ...says(worker, told(fault.fixes)), isFix: true },
        ...(status === 'closed' && random.chance(0.55)
          ? [{ ...says(requester, thanks), isThanks: true }]
          : []),
      ];
  }
}
