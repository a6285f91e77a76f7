resource "aws_instance" "inference" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "p5.48xlarge"
}
