"""Versions of Java and Kotlin artefacts."""

from finops_gate.detect.dependencies.java import ECOSYSTEM
from tests.detect.dependencies.reading import named


def test_maven_and_gradle():
    pom = "<dependency>\n<groupId>a.b</groupId>\n<artifactId>c</artifactId>\n<version>1.0</version>\n</dependency>\n"
    assert named(ECOSYSTEM, "pom.xml", pom) == ["2: a.b:c 1.0"]
    assert named(ECOSYSTEM, "build.gradle.kts", 'implementation("a.b:c:1.0")\n') == ["1: a.b:c 1.0"]
    assert named(ECOSYSTEM, "build.gradle", "implementation 'a.b:c:1.0'\n") == ["1: a.b:c 1.0"]
    assert named(ECOSYSTEM, "gradle.lockfile", "a.b:c:1.0=compileClasspath\n") == ["1: a.b:c 1.0"]
    catalog = '[versions]\nkoog = "0.4.1"\n[libraries]\nx = { module = "a.b:c", version = "1.0" }\n'
    assert named(ECOSYSTEM, "libs.versions.toml", catalog) == ["2: koog 0.4.1 (0.4.1)", "4: a.b:c 1.0"]
