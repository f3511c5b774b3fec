import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { UserDetail, UserNode } from '../../../../hub/contract/admin/user-views.ts'
import { StateMessage } from '../../../ui/state-message.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { servingNodes } from '../deeds/deed-rule.ts'
import classes from './parts.module.css'

/** Where he connects to: each node with his port there, and whether it enforces what was decided. */
export function UserNodes({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('userPage')
  if (user.nodes.length === 0) return <StateMessage title={t('noNodes')} hint={t('noNodesHint')} />
  return (
    <>
      <p className={classes['lead']}>{t('nodesOf', { count: servingNodes(user), all: user.nodeCount })}</p>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('node')}</th>
            <th scope="col">{t('region')}</th>
            <th scope="col">{t('gateOf')}</th>
            <th scope="col">{t('enforced')}</th>
            <th scope="col" className={classes['num']}>
              {t('port')}
            </th>
          </tr>
        </thead>
        <tbody>
          {user.nodes.map(node => (
            <tr key={`${node.nodeId}-${node.port}`}>
              <td>
                <Link to={`/nodes/${node.nodeId}`}>{node.name}</Link>
              </td>
              <td>{`${node.region} · ${node.country}`}</td>
              <td>
                <PortTag node={node} />
              </td>
              <td>{t(node.confirmed ? 'confirmed' : 'unconfirmed')}</td>
              <td className={classes['num']}>{node.port}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function PortTag({ node }: { readonly node: UserNode }) {
  const { t } = useTranslation('userPage')
  if (node.releasedAt !== null) return <Tag tone="plain">{t('handedOver')}</Tag>
  return node.closedAt === null ? <Tag tone="ok">{t('serves')}</Tag> : <Tag tone="warn">{t('servesNot')}</Tag>
}
