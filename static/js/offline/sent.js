// 报送记录: what still waits on this phone stands above what was delivered.
