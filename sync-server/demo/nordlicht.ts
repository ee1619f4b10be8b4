import type { DemoDesk } from './desk.ts';
import { deviceFaults } from './nordlicht-device-faults.ts';
import { plantFaults } from './nordlicht-plant-faults.ts';
import { sites } from './nordlicht-sites.ts';

/** Two crews on the road, two at the desk, and customers who write in. */
const people: DemoDesk['people'] = [
  { name: 'Ingrid Solberg', email: 'admin@nordlicht.example', role: 'admin' },
  { name: 'Ana Dvořák', email: 'ana@nordlicht.example', role: 'agent' },
  { name: 'Bilal Kaya', email: 'bilal@nordlicht.example', role: 'agent' },
  { name: 'Wanjiru Okafor', email: 'wanjiru@nordlicht.example', role: 'agent' },
  { name: '田中 葵', email: 'aoi@nordlicht.example', role: 'agent' },
  { name: 'Mirela Horvat', email: 'mirela@nordlicht.example', role: 'agent' },
  { name: 'Дмитро Петренко', email: 'dmytro@nordlicht.example', role: 'agent' },
  { name: 'Rita Lindqvist', email: 'rita@waterworks.example', role: 'user' },
  { name: 'نور القريشي', email: 'noor@gridco.example', role: 'user' },
  { name: 'Nguyễn Thị Mai', email: 'mai@harbours.example', role: 'user' },
  { name: 'Γιώργος Παππάς', email: 'giorgos@clinics.example', role: 'user' },
  { name: 'Oskar Weiß', email: 'oskar@townhalls.example', role: 'user' },
];

/** Whose tickets are about which kind of place. */
const requesterOf = {
  water: 'rita@waterworks.example',
  energy: 'noor@gridco.example',
  port: 'mai@harbours.example',
  care: 'giorgos@clinics.example',
  office: 'oskar@townhalls.example',
};

const desk = 'Service desk';

/** The first of each leads. */
const teams: DemoDesk['teams'] = {
  'North crew': ['ana@nordlicht.example', 'bilal@nordlicht.example'],
  'South crew': ['wanjiru@nordlicht.example', 'aoi@nordlicht.example'],
  [desk]: ['mirela@nordlicht.example', 'dmytro@nordlicht.example'],
};

const categories = [
  'Pumps and water',
  'Power',
  'Heating and cooling',
  'Network and control',
  'Doors and access',
  'Fire and safety',
  'Lifts and cranes',
  'Inspections',
];

const tags = [
  'leak',
  'power',
  'network',
  'safety',
  'warranty',
  'parts',
  'remote-site',
  'recurring',
  'inspection',
  'after-hours',
];

const fields: DemoDesk['fields'] = [
  { key: 'asset', label: 'Asset number', type: 'text', public: true },
  { key: 'meter_reading', label: 'Meter reading', type: 'number' },
  { key: 'warranty', label: 'Under warranty', type: 'boolean' },
  { key: 'next_inspection', label: 'Next inspection', type: 'date' },
  {
    key: 'access',
    label: 'Access',
    type: 'select',
    options: ['Open', 'Key at reception', 'Night guard', 'Escort needed'],
    public: true,
  },
];

/** A company that keeps other people's plants running. */
export const nordlicht: DemoDesk = {
  slug: 'nordlicht',
  name: 'Nordlicht Field Services',
  people,
  teams,
  desk,
  requesterOf,
  categories,
  tags,
  fields,
  sites,
  faults: [...plantFaults, ...deviceFaults],
  counts: { new: 34, open: 98, pending: 42, escalated: 9, resolved: 45, closed: 72 },
  seed: 7,
};
