import type { Site } from './fault.ts';

const north = 'North crew';
const south = 'South crew';

/** Customers' places between the two seas, with the roads in between to make a day of it. */
export const sites: Site[] = [
  { name: 'Pump station 4', address: 'Porrenkoogsweg 12, Husum', latitude: 54.4712, longitude: 9.0331, kind: 'water', team: north },
  { name: 'Waterworks Niebüll', address: 'Gather Landstraße 75, Niebüll', latitude: 54.7924, longitude: 8.8317, kind: 'water', team: north },
  { name: 'Pump station 11', address: 'Dithmarscher Straße 40, Büsum', latitude: 54.1376, longitude: 8.8702, kind: 'water', team: south },
  { name: 'Treatment plant Rendsburg', address: 'Am Klärwerk 3, Rendsburg', latitude: 54.3121, longitude: 9.6437, kind: 'water', team: south },
  { name: 'Substation North', address: 'Kielseng 30, Flensburg', latitude: 54.8013, longitude: 9.4475, kind: 'energy', team: north },
  { name: 'Wind park Reußenköge', address: 'Sönke-Nissen-Koog 58, Reußenköge', latitude: 54.6052, longitude: 8.8969, kind: 'energy', team: north },
  { name: 'Transformer station Heide', address: 'Meldorfer Straße 160, Heide', latitude: 54.1869, longitude: 9.1012, kind: 'energy', team: south },
  { name: 'Biogas plant Bordesholm', address: 'Eiderstede 9, Bordesholm', latitude: 54.1768, longitude: 10.0314, kind: 'energy', team: south },
  { name: 'Ferry terminal Dagebüll', address: 'Am Hafen 4, Dagebüll', latitude: 54.7296, longitude: 8.6935, kind: 'port', team: north },
  { name: 'Shipyard hall 2', address: 'Batteriestraße 52, Flensburg', latitude: 54.8116, longitude: 9.4368, kind: 'port', team: north },
  { name: 'Quay 3', address: 'Ostuferhafen 15, Kiel', latitude: 54.3382, longitude: 10.1741, kind: 'port', team: south },
  { name: 'Cold store 2', address: 'Am Fischereihafen 7, Büsum', latitude: 54.1273, longitude: 8.8594, kind: 'port', team: south },
  { name: 'Care home Borby', address: 'Riesebyer Straße 21, Eckernförde', latitude: 54.4779, longitude: 9.8363, kind: 'care', team: north },
  { name: 'Clinic ward 6', address: 'Robert-Koch-Straße 2, Itzehoe', latitude: 53.9287, longitude: 9.5189, kind: 'care', team: south },
  { name: 'Town hall Schleswig', address: 'Rathausmarkt 1, Schleswig', latitude: 54.5148, longitude: 9.5687, kind: 'office', team: north },
  { name: 'School Westerland', address: 'Tonderner Straße 12, Sylt', latitude: 54.9043, longitude: 8.3194, kind: 'office', team: north },
  { name: 'Depot east', address: 'Oderstraße 41, Neumünster', latitude: 54.0712, longitude: 10.0218, kind: 'office', team: south },
  { name: 'Lighting store Kiel', address: 'Holstenstraße 88, Kiel', latitude: 54.3205, longitude: 10.1357, kind: 'office', team: south },
]; // prettier-ignore
