import { Bone } from '@/components/ui/states'

/** The shape of a thread while it is read. */
export function ThreadSkeleton() {
  return (
    <section className="conv-thread late-skel" aria-busy="true" aria-label="Loading the conversation">
      <div className="bar">
        <Bone width={220} height={14} />
      </div>
      <div className="thread">
        {[420, 300, 480, 260].map((width) => (
          <div key={width} className="msg">
            <Bone width={24} height={24} />
            <div className="bones">
              <Bone width={140} height={10} />
              <Bone width={`min(100%, ${width}px)`} height={12} />
            </div>
          </div>
        ))}
      </div>
    </section>
  )
}

/** The shape of the list. */
export function ListSkeleton() {
  return (
    <ol className="late-skel" aria-busy="true" aria-label="Loading conversations">
      {[180, 150, 200, 130, 170].map((width) => (
        <li key={width} className="conv-row">
          <span className="bones">
            <Bone width={width} height={12} />
            <Bone width={width + 30} />
            <Bone width={80} />
          </span>
        </li>
      ))}
    </ol>
  )
}
