/** Words for the construction data. All people, firms and places are invented. */

export const COMPANY_NAMES = [
  'Osterhaven Builders',
  'Larkspur & Bolt Construction',
  'Pennyroyal Civil Works',
  'Thistlemark Interiors',
  'Quarrystone General Contracting',
  'Fennimoor Building Group',
] as const;

export const FIRST_NAMES = [
  'Alma',
  'Bruno',
  'Carla',
  'Dmitri',
  'Elena',
  'Farid',
  'Greta',
  'Hollis',
  'Imani',
  'Jonas',
  'Keiko',
  'Lars',
  'Mireille',
  'Nadia',
  'Owen',
  'Priya',
  'Quentin',
  'Rosa',
  'Samir',
  'Tessa',
  'Ulric',
  'Vera',
  'Wendell',
  'Ximena',
  'Yusuf',
  'Zora',
] as const;

export const LAST_NAMES = [
  'Abernack',
  'Brindlewood',
  'Castellow',
  'Dunmarsh',
  'Eversleigh',
  'Farthingdale',
  'Grimwade',
  'Hollowell',
  'Ingleby',
  'Jarnefelt',
  'Kestrelman',
  'Lindqvale',
  'Merriweather',
  'Nightingall',
  'Oakenshaw',
  'Pettibone',
  'Quillfeather',
  'Ravensworth',
  'Stonebridge',
  'Tillinghast',
  'Underhay',
  'Vantongeren',
  'Wexcombe',
  'Yarrowby',
  'Zellweger-Moss',
] as const;

export const JOB_TITLES = [
  'Project Manager',
  'Superintendent',
  'Project Engineer',
  'Assistant Superintendent',
  'Estimator',
  'Safety Manager',
  'VDC Coordinator',
  'Foreman',
  'Quality Manager',
  'Architect of Record',
] as const;

/** Trades, each with the specification section (CSI MasterFormat) under which its submittals and costs are filed. */
export const TRADES = [
  { trade: 'Concrete', section: '03 30 00', title: 'Cast-in-Place Concrete', code: '03-300' },
  { trade: 'Masonry', section: '04 20 00', title: 'Unit Masonry', code: '04-200' },
  { trade: 'Structural Steel', section: '05 12 00', title: 'Structural Steel Framing', code: '05-120' },
  { trade: 'Carpentry', section: '06 10 00', title: 'Rough Carpentry', code: '06-100' },
  { trade: 'Roofing', section: '07 54 00', title: 'Thermoplastic Membrane Roofing', code: '07-540' },
  { trade: 'Glazing', section: '08 44 13', title: 'Glazed Aluminum Curtain Walls', code: '08-440' },
  { trade: 'Drywall', section: '09 29 00', title: 'Gypsum Board', code: '09-290' },
  { trade: 'Fire Protection', section: '21 13 13', title: 'Wet-Pipe Sprinkler Systems', code: '21-130' },
  { trade: 'Plumbing', section: '22 11 16', title: 'Domestic Water Piping', code: '22-110' },
  { trade: 'HVAC', section: '23 31 13', title: 'Metal Ducts', code: '23-310' },
  { trade: 'Electrical', section: '26 05 19', title: 'Low-Voltage Conductors and Cables', code: '26-050' },
  { trade: 'Earthwork', section: '31 23 16', title: 'Excavation', code: '31-230' },
] as const;

export const VENDOR_STEMS = [
  'Marrowstone',
  'Tinderfell',
  'Coldharrow',
  'Brackwater',
  'Fallowgate',
  'Ironquill',
  'Saltmarrow',
  'Copperwick',
  'Hawksmere',
  'Driftmoor',
  'Vexley',
  'Nettlebank',
] as const;

export const PLACES = [
  'Alderbrook',
  'Cinder Hollow',
  'Marlow Flats',
  'Eastmoor',
  'Quarry Lane',
  'Fernhill',
  'Old Mill',
  'Harrowgate',
  'Juniper Point',
  'Lantern Bay',
  'Northfold',
  'Pine Ridge',
  'Sable Creek',
  'Whitlow',
] as const;

export const BUILDINGS = [
  { name: 'Elementary School', sector: 'Education' },
  { name: 'Medical Office Building', sector: 'Healthcare' },
  { name: 'Parking Structure', sector: 'Commercial' },
  { name: 'Apartments Phase 2', sector: 'Residential' },
  { name: 'Distribution Center', sector: 'Industrial' },
  { name: 'Hospital Expansion', sector: 'Healthcare' },
  { name: 'Office Tower', sector: 'Commercial' },
  { name: 'Water Treatment Plant', sector: 'Infrastructure' },
  { name: 'Hotel Renovation', sector: 'Hospitality' },
  { name: 'Data Hall', sector: 'Industrial' },
  { name: 'Community Library', sector: 'Public' },
] as const;

/** Invented cities, each with the state, county and Rails time zone of its projects. */
export const CITIES = [
  {
    city: 'Carrowmoor',
    county: 'Carrow County',
    state: 'CA',
    zone: 'Pacific Time (US & Canada)',
    zip: '93019',
  },
  {
    city: 'Bellhaven',
    county: 'Haven County',
    state: 'TX',
    zone: 'Central Time (US & Canada)',
    zip: '78799',
  },
  { city: 'Dunmere', county: 'Mere County', state: 'CO', zone: 'Mountain Time (US & Canada)', zip: '80299' },
  {
    city: 'Saltash Harbor',
    county: 'Saltash County',
    state: 'NY',
    zone: 'Eastern Time (US & Canada)',
    zip: '10999',
  },
] as const;

export const LOCATIONS = [
  'Level 1 > Lobby',
  'Level 2 > Corridor 204',
  'Level 3 > Mechanical Room',
  'Roof > East Parapet',
  'Level B1 > Garage',
  'Level 4 > Unit 412',
  'Site > North Laydown',
  'Level 2 > Stair 1',
] as const;

/** Parts of a building, for sentences that name one. */
export const PARTS = [
  'anchor bolt layout at grid C-4',
  'slab edge at stair 2',
  'curtain wall anchor embed',
  'duct riser offset',
  'fire damper access at level 3',
  'door hardware set 12',
  'roof drain sump depth',
  'beam penetration at B-7',
  'panel LP-2 feeder routing',
  'ceiling height at corridor',
  'waterproofing lap at footing',
  'lintel at opening 104',
] as const;
