import type { DemoDesk } from './desk.ts';
import type { Fault, Site } from './fault.ts';

const people: DemoDesk['people'] = [
  { name: 'Grace Adeyemi', email: 'admin@harbor.example', role: 'admin' },
  { name: 'Tomás Cruz', email: 'tomas@harbor.example', role: 'agent' },
  { name: 'Hana Ito', email: 'hana@harbor.example', role: 'agent' },
  { name: 'Walter Boone', email: 'walter@harbor.example', role: 'user' },
  { name: '김서연', email: 'seoyeon@harbor.example', role: 'user' },
  { name: 'Ximena García', email: 'ximena@harbor.example', role: 'user' },
];

const crew = 'Streets and lights';
const teams = { [crew]: ['tomas@harbor.example', 'hana@harbor.example'] };

const requesterOf = {
  water: 'walter@harbor.example',
  energy: 'seoyeon@harbor.example',
  port: 'ximena@harbor.example',
  care: 'walter@harbor.example',
  office: 'seoyeon@harbor.example',
};

const categories = ['Roads', 'Street lights', 'Waste', 'Parks'];
const tags = ['school-route', 'repeat', 'hazard'];

const sites: Site[] = [
  { name: 'Anchor Street', address: '214 Anchor Street', latitude: 33.7921, longitude: -118.2984, kind: 'water', team: crew },
  { name: 'Lomita Square', address: '1 Lomita Square', latitude: 33.7957, longitude: -118.3062, kind: 'office', team: crew },
  { name: 'Old Mole Road', address: '87 Old Mole Road', latitude: 33.7846, longitude: -118.2903, kind: 'port', team: crew },
  { name: 'Pepper Tree Park', address: 'Pepper Tree Park, west gate', latitude: 33.8004, longitude: -118.2941, kind: 'care', team: crew },
  { name: 'Normandie Avenue', address: '2500 Normandie Avenue', latitude: 33.7978, longitude: -118.3003, kind: 'energy', team: crew },
]; // prettier-ignore

const faults: Fault[] = [
  {
    category: 'Roads',
    tags: ['hazard'],
    priorities: ['medium', 'high'],
    titles: ['Pothole on {site}', 'Deep hole in the lane, {site}'],
    reports: [
      'A hole as long as a skateboard in the right lane. Cyclists swerve into the traffic to miss it.',
    ],
    notes: ['About 90 by 40 cm, 10 deep. Cold mix will hold until the resurfacing in spring.'],
    asks: [
      [
        'Is it nearer to the bus stop or to the crossing?',
        'Right behind the crossing, on the side of the bakery.',
      ],
    ],
    news: ['It is marked with a cone and on the list for the next dry day.'],
    fixes: ['Filled and rolled this morning. Please tell us if it sinks.'],
  },
  {
    category: 'Street lights',
    tags: ['school-route', 'repeat'],
    priorities: ['medium', 'low'],
    titles: ['Street light out on {site}', 'Light flickers at {site}'],
    reports: [
      'The lamp in front of the school gate has been dark for a week; the children walk there before seven.',
    ],
    notes: ['Same pole as in August. Change the driver, not just the lamp.'],
    asks: [['Could you read the number on the pole? It is at eye level.', 'It says HC 4471.']],
    news: ['Thank you, found it. The lift truck is in your part of town on Wednesday.'],
    fixes: ['New driver and lamp on the pole. It came on with the others last night.'],
  },
  {
    category: 'Waste',
    tags: ['repeat'],
    priorities: ['low', 'medium'],
    titles: ['Bins not emptied at {site}', 'Bins overflow at {site}'],
    reports: ['Nobody came on the usual day, and now things pile up next to the bins.'],
    notes: ['Access was blocked by a parked van on the day, says the driver. Third time there.'],
    asks: [
      ['Was the lane free on the day of collection?', 'I cannot say for sure, there is often a white van.'],
    ],
    news: ['A second round goes there tomorrow before eight.'],
    fixes: ['Collected, and the place swept. We put up a no-parking sign for collection days.'],
  },
  {
    category: 'Parks',
    tags: ['hazard'],
    priorities: ['high', 'medium'],
    titles: ['Branch hangs over the path at {site}', 'Branch came down in the wind, {site}'],
    reports: ['It came down half-way in the wind and hangs right above where people walk.'],
    notes: ['Needs the climber, the truck cannot get in from that side. Tape it off first.'],
    asks: [['Is the path itself blocked, or can people walk around?', 'One can walk around over the grass.']],
    news: ['The path is taped off; a climber comes this week.'],
    fixes: ['Cut back and cleared, the path is open again.'],
  },
];

/** A second tenant, to see that none of it shows up at the first. */
export const harbor: DemoDesk = {
  slug: 'harbor',
  name: 'Harbor City Council',
  people,
  teams,
  desk: crew,
  requesterOf,
  categories,
  tags,
  fields: [],
  sites,
  faults,
  counts: { new: 4, open: 8, pending: 4, escalated: 1, resolved: 3, closed: 5 },
  seed: 11,
};
