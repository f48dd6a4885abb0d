// Asks iam-simulate the questions of a workload, which is read from standard input as JSON.
import { readFileSync } from 'node:fs'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const workload = JSON.parse(readFileSync(0, 'utf8'))
const policy = typeof workload.policy === 'string' ? JSON.parse(workload.policy) : workload.policy
const simulations = workload.questions.map((question) => ({
  identityPolicies: [{ name: 'policy', policy }],
  serviceControlPolicies: [],
  resourceControlPolicies: [],
  request: {
    principal: workload.principal,
    action: question.action,
    resource: { resource: question.resource, accountId: '111122223333' },
    contextVariables: question.context
  }
}))

let same = 0
let different = 0
let cannot = 0
const because = {}
const times = []
for (let round = 0; round < 5; round++) {
  for (const [index, simulation] of simulations.entries()) {
    const start = process.hrtime.bigint()
    const response = await runSimulation(simulation, {})
    times.push(Number(process.hrtime.bigint() - start))
    if (round > 0) continue
    if (response.resultType === 'error') {
      cannot++
      because[response.errors.message] = (because[response.errors.message] ?? 0) + 1
    } else if ((response.overallResult === 'Allowed') === workload.questions[index].allowed) same++
    else different++
  }
}
times.sort((a, b) => a - b)
const nanoseconds = times[Math.floor(times.length / 2)]
console.log(JSON.stringify({ nanosecondsEach: nanoseconds, same, different, cannot, because }))
