"""Published packages over HTTPS: found at the configured index, checked by hash, read in memory, never run.

A registry's file answers with the `Artefact` of one version. What cannot be had raises ArtefactError with the reason.
"""
