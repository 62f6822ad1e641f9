import type { ReactNode } from 'react'
import type { Finding } from '../../api/plans.ts'
import { useSay, useSayCode } from '../../text/i18n.ts'
import { StatusMark } from '../../ui/parts.tsx'
import { usePostName } from '../../ui/posts.ts'

/** What the place still lacks, each with what to do about it; the ones that stand in the way first. */
export const Findings = ({ findings }: { findings: readonly Finding[] }): ReactNode => {
  const say = useSay()
  const sayCode = useSayCode()
  const postName = usePostName()
  if (findings.length === 0) {
    return <StatusMark tone="done">{say('console.findings.none')}</StatusMark>
  }
  const named = (data: Finding['data']): Finding['data'] =>
    typeof data.post === 'string' ? { ...data, post: postName(data.post) } : data
  const sorted = findings.toSorted((left, right) => left.severity.localeCompare(right.severity))
  return (
    <ul className="findings">
      {sorted.map((finding) => (
        <li key={`${finding.code} ${JSON.stringify(finding.data)}`}>
          <StatusMark tone={finding.severity === 'missing' ? 'wrong' : 'wait'}>
            {say(`console.findings.${finding.severity}`)}
          </StatusMark>
          <span>{sayCode(`console.finding.${finding.code}`, named(finding.data)) ?? finding.code}</span>
        </li>
      ))}
    </ul>
  )
}
