import pg from 'pg'

export const templateName = 'changping_test_template'

/** The address of another database on the same server. */
export const databaseUrl = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.toString()
}

const onServer = async (serverUrl: string, text: string): Promise<void> => {
  const client = new pg.Client({ connectionString: databaseUrl(serverUrl, 'postgres') })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

const quoted = (name: string): string => {
  if (!/^[a-z0-9_]+$/.test(name)) throw new Error(`not a test database's name: ${name}`)
  return name
}

export const makeDatabase = (serverUrl: string, name: string, template: string | null): Promise<void> =>
  onServer(serverUrl, `create database ${quoted(name)}${template ? ` template ${quoted(template)}` : ''}`)

export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  onServer(serverUrl, `drop database if exists ${quoted(name)} with (force)`)
