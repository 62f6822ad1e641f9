/**
 * What a kind of post may do before any plan is in force: look, and switch a plan on. Everything else comes with
 * the plan's own list of posts, and goes with it.
 */
export const postKinds = [
  'administrator',
  'district_commander',
  'street_officer',
  'community_officer',
  'grid_worker',
  'store_manager',
  'store_picker',
  'auditor',
] as const
export type PostKind = (typeof postKinds)[number]

const looking = ['places.read', 'plans.read', 'orders.read_board', 'market.read_stores'] as const
// Lists of households are kept in quiet times too, before any plan asks for them.
const keepingHouseholds = ['places.import_households', 'places.read_households'] as const

export const baseRights: Readonly<Record<PostKind, readonly string[]>> = {
  administrator: ['places.read', 'plans.read', 'people.administer'],
  district_commander: [...looking, 'plans.switch', 'market.read_offers', 'orders.read_collections'],
  street_officer: [...looking, 'plans.switch', 'market.read_offers', ...keepingHouseholds],
  community_officer: [...looking, 'market.read_offers', ...keepingHouseholds],
  grid_worker: [...looking, 'market.read_offers'],
  store_manager: ['market.read_stores', 'market.read_offers'],
  store_picker: ['market.read_stores'],
  auditor: [
    ...looking,
    'market.read_offers',
    'orders.read_collections',
    'orders.read_money',
    'packing.read',
    'places.read_households',
  ],
}
