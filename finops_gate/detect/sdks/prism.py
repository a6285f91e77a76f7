"""Prism, Laravel's bridge to many vendors: ``using(Provider::Anthropic, "...")`` and named ends of one chain.

Read on 2026-11-24: prism-php/prism 0.100.1 (src/Concerns/ConfiguresModels.php, ConfiguresProviders.php). The vendor
is the first argument, the model the second; there is no default.
"""

from __future__ import annotations

from finops_gate.detect.sdks import Call, Sdk

SDK = Sdk(
    name="prism",
    provider="",
    languages=("php",),
    calls=(Call("using", position=1),),
    imports=("Prism\\",),
)
