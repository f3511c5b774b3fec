type SiteTexts = Readonly<Record<'terms' | 'privacy', { readonly zh: string; readonly en: string }>>

/** What stands on the page until an operator writes his own. */
export const defaultTexts: SiteTexts = {
  terms: {
    zh: `您购买的是一段时间内的流量。付款页上写明了可用的流量、有效期和价格，付款后按此提供。

流量用完或到期后，连接会自动停止，不会产生额外费用。您可以随时续费或购买加油包。

请勿将服务用于违法用途，也不要公开分享您的订阅链接：持有链接的人都能使用您的流量。

如有问题需要退款，请联系客服。退款会原路退回。`,
    en: `You buy data for a time. The payment page says how much, until when and at what price, and that is what you get.

When the data is used up or the time is over, the connection pauses by itself; nothing more is charged. Renew or buy an add-on whenever you like.

Do not use the service for what the law forbids, and do not publish your subscription link: whoever has it uses your data.

If something is wrong, write to support. Refunds go back the way the money came.`,
  },
  privacy: {
    zh: `我们只保存提供服务所需的信息：您的邮箱、密码的加密散列、订单，以及每小时使用的流量总数。

我们不记录您访问的网站或内容。

您可以在账户页面关闭账户：邮箱等个人信息会被删除，订单和流量总数会保留但不再与您关联。`,
    en: `We keep only what the service needs: your email address, a hash of your password, your orders, and how much data you used each hour.

We do not record which sites you visit or what you read there.

You can close your account on the account page: your address and everything that identifies you is removed; orders and totals stay without a name.`,
  },
}
