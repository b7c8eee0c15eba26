"""Which folders a site may be written to, and the atomic switch of the published one."""
