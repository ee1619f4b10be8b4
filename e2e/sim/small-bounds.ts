import { bounds } from '../../shared/protocol/version.ts';

// Pages end where a world of a few tickets can see it: at the sizes of the product none of these worlds would fill one.
Object.assign(bounds, {
  pushMutations: 6,
  pullEntries: 5,
  streamEntries: 10,
  fillTickets: 3,
  screenTickets: 2,
  leasedNumbers: 4,
});
