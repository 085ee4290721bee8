import Link from 'next/link'
import { buttonClass } from '@/components/ui/button'

/** The way to how oneself is reached. */
export const NotificationsSection = () => (
  <section aria-labelledby="notifications" style={{ maxWidth: 720 }}>
    <h2 id="notifications" className="mb-2">
      Notifications
    </h2>
    <div className="flex flex-wrap items-center gap-4">
      <p className="grow">By which channels you are reached, in which order, and when you are left alone.</p>
      <Link className={buttonClass({})} href="/settings/notifications">
        Open notifications
      </Link>
    </div>
  </section>
)
