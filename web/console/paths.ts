/** The only maker of the console's addresses. */
export const paths = {
  login: '/console/login',
  overview: '/console',
  plans: '/console/plans',
  assignments: '/console/assignments',
  estate: (estateId: string): string => `/console/estates/${estateId}`,
  households: '/console/households',
  priceList: '/console/price-list',
  collections: '/console/collections',
  collection: (collectionId: string): string => `/console/collections/${collectionId}`,
  money: '/console/money',
  people: '/console/people',
  account: '/console/account',
} as const
