#!/usr/bin/env python3
"""Writes trajectories.json: what the three environments do, by an implementation of their own in plain Python floats.

The formulas are taken from the papers and from Gymnasium's definitions of CartPole-v1, MountainCar-v0 and Acrobot-v1, independently of
the C# code that is tested with the result. Run: python3 reference_trajectories.py > trajectories.json
"""
import json
from math import cos, pi, sin


def cartpole(s, action):
    """Barto, Sutton, Anderson (1983), no friction; explicit Euler."""
    x, v, th, w = s
    f = 10.0 if action == 1 else -10.0
    m, total, l = 0.1, 1.1, 0.5
    tmp = (f + m * l * w * w * sin(th)) / total
    alpha = (9.8 * sin(th) - cos(th) * tmp) / (l * (4.0 / 3.0 - m * cos(th) ** 2 / total))
    a = tmp - m * l * alpha * cos(th) / total
    s = [x + 0.02 * v, v + 0.02 * a, th + 0.02 * w, w + 0.02 * alpha]
    return s, 1.0, abs(s[0]) > 2.4 or abs(s[2]) > 12 * 2 * pi / 360


def mountaincar(s, action):
    """Moore (1990)."""
    x, v = s
    v = min(0.07, max(-0.07, v + (action - 1) * 0.001 - 0.0025 * cos(3 * x)))
    x = min(0.6, max(-1.2, x + v))
    if x == -1.2 and v < 0:
        v = 0.0
    return [x, v], -1.0, x >= 0.5 and v >= 0


def acrobot(s, action):
    """Sutton (1996), Sutton and Barto (1998) section 11.3; one step of RK4 over 0.2 s."""
    tau = action - 1
    m1 = m2 = l1 = i1 = i2 = 1.0
    c1 = c2 = 0.5
    g = 9.8

    def slope(y):
        a, b, da, db = y
        d1 = m1 * c1**2 + m2 * (l1**2 + c2**2 + 2 * l1 * c2 * cos(b)) + i1 + i2
        d2 = m2 * (c2**2 + l1 * c2 * cos(b)) + i2
        p2 = m2 * c2 * g * cos(a + b - pi / 2)
        p1 = -m2 * l1 * c2 * db**2 * sin(b) - 2 * m2 * l1 * c2 * db * da * sin(b) + (m1 * c1 + m2 * l1) * g * cos(a - pi / 2) + p2
        ddb = (tau + d2 / d1 * p1 - m2 * l1 * c2 * da**2 * sin(b) - p2) / (m2 * c2**2 + i2 - d2**2 / d1)
        return [da, db, -(d2 * ddb + p1) / d1, ddb]

    h = 0.2
    k1 = slope(s)
    k2 = slope([y + h / 2 * k for y, k in zip(s, k1)])
    k3 = slope([y + h / 2 * k for y, k in zip(s, k2)])
    k4 = slope([y + h * k for y, k in zip(s, k3)])
    a, b, da, db = [y + h / 6 * (p + 2 * q + 2 * r + t) for y, p, q, r, t in zip(s, k1, k2, k3, k4)]
    while a > pi: a -= 2 * pi
    while a < -pi: a += 2 * pi
    while b > pi: b -= 2 * pi
    while b < -pi: b += 2 * pi
    da = min(4 * pi, max(-4 * pi, da))
    db = min(9 * pi, max(-9 * pi, db))
    above = -cos(a) - cos(a + b) > 1
    return [a, b, da, db], 0.0 if above else -1.0, above


def run(name, step, start, policy, limit):
    state, states, actions, rewards, ended = list(start), [list(start)], [], [], False
    while not ended and len(actions) < limit:
        action = policy(len(actions), state)
        state, reward, ended = step(state, action)
        states.append(state)
        actions.append(action)
        rewards.append(reward)
    return {"environment": name, "states": states, "actions": actions, "rewards": rewards, "terminated": ended}


CASES = [
    run("cartpole", cartpole, [0.01, -0.02, 0.03, 0.04], lambda t, s: t % 2, 200),
    run("cartpole", cartpole, [0.0, 0.0, 0.0, 0.0], lambda t, s: 1, 200),
    run("cartpole", cartpole, [-0.03, 0.01, 0.02, -0.01], lambda t, s: 1 if s[2] + s[3] > 0 else 0, 200),
    run("mountaincar", mountaincar, [-0.5, 0.0], lambda t, s: 2, 200),
    run("mountaincar", mountaincar, [-0.45, 0.0], lambda t, s: 2 if s[1] > 0 else 0, 200),
    run("mountaincar", mountaincar, [-1.15, -0.05], lambda t, s: 0, 60),
    run("acrobot", acrobot, [0.05, -0.03, 0.02, 0.01], lambda t, s: 1, 100),
    run("acrobot", acrobot, [0.0, 0.0, 0.0, 0.0], lambda t, s: 2 if s[3] > 0 else 0, 300),
    run("acrobot", acrobot, [-0.1, 0.1, 0.1, -0.1], lambda t, s: t * 7 % 3, 300),
]
print(json.dumps(CASES, indent=None, separators=(",", ":")))
