printf 'x,city,y\n1,Rome,2\n2,Oslo,4\n3,Rome,6\n4,Oslo,8\n' >data.csv
# block 1
