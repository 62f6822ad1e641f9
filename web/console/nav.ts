import type { Say } from '../text/i18n.ts'
import { useSay } from '../text/i18n.ts'
import { useMay } from '../ui/session.tsx'
import { paths } from './paths.ts'

export type NavItem = {
  readonly to: string
  readonly label: string
  /** Pinyin, initials and English, for the search box. */
  readonly words: string
  readonly icon: string
}

const items = (say: Say): readonly (NavItem & { readonly action: string })[] => [
  {
    to: paths.overview,
    label: say('console.nav.overview'),
    words: 'jr jinri gl gailan today overview',
    icon: 'M4 19V9m5 10V5m5 14v-7m5 7V8',
    action: 'orders.read_board',
  },
  {
    to: paths.plans,
    label: say('console.nav.plans'),
    words: 'ya yuan yuan yu an plans',
    icon: 'M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3',
    action: 'plans.read',
  },
  {
    to: paths.assignments,
    label: say('console.nav.assignments'),
    words: 'mdap mendian anpai fp fenpai stores assignments',
    icon: 'M4 10 6 4h12l2 6M5 10v10h14V10M10 20v-6h4v6',
    action: 'market.assign',
  },
  {
    to: paths.priceList,
    label: say('console.nav.priceList'),
    words: 'jgb jiagebiao spb shangpin prices offers',
    icon: 'M5 4h14v16H5zM9 8h6M9 12h6M9 16h3',
    action: 'market.read_offers',
  },
  {
    to: paths.households,
    label: say('console.nav.households'),
    words: 'zh zhuhu jm jumin mingdan households excel',
    icon: 'M4 11 12 4l8 7v9H4zM10 20v-5h4v5',
    action: 'places.import_households',
  },
  {
    to: paths.collections,
    label: say('console.nav.collections'),
    words: 'hz huizong bh beihuo collections packing',
    icon: 'M5 8h14l-1 13H6zM9 8a3 3 0 0 1 6 0',
    action: 'orders.read_collections',
  },
  {
    to: paths.money,
    label: say('console.nav.money'),
    words: 'zk zhangkuan js jiesuan money',
    icon: 'M6 4l6 8 6-8M12 12v9M7 13h10M7 17h10',
    action: 'orders.read_collections',
  },
  {
    to: paths.people,
    label: say('console.nav.people'),
    words: 'ry renyuan zh zhanghao people accounts',
    icon: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 9c.6-4 3-6 6-6s5.400 2 6 6M16 5a3 3 0 0 1 0 6m2 3c2 .7 3 2.700 3.300 6',
    action: 'people.administer',
  },
]

/** The pages that the person's posts may open. */
export const useNav = (): readonly NavItem[] => {
  const say = useSay()
  const may = useMay()
  return items(say).filter((item) => may(item.action))
}
